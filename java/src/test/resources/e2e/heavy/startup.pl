# What mod_perl runs.
package Heavy;

use strict;
use warnings;

use Apache2::RequestRec ();
use Apache2::RequestIO ();
use Apache2::RequestUtil ();
use Apache2::Const -compile => qw(OK DECLINED);
use APR::Table ();

# Answers, after a forked process has ended by way of all exit handlers.
sub answer {
    my $r = shift;
    my $pid = fork;
    die "no process: $!" unless defined $pid;
    CORE::exit(7) unless $pid;
    waitpid $pid, 0;
    $r->content_type('text/plain');
    $r->print('perl at ', $r->uri, ' with a process that ended with ', $? >> 8, "\n");
    return Apache2::Const::OK;
}

# Is woken by a signal to the process.
sub alarmed {
    my $r = shift;
    my $woken = 0;
    local $SIG{ALRM} = sub { $woken = 1 };
    alarm 1;
    select undef, undef, undef, 10;
    $r->content_type('text/plain');
    $r->print("perl was woken: $woken\n");
    return Apache2::Const::OK;
}

sub translate {
    my $r = shift;
    return Apache2::Const::DECLINED unless $r->uri =~ /perl-maps/;
    $r->filename($r->document_root . '/plain.txt');
    return Apache2::Const::OK;
}

sub variable {
    my $r = shift;
    $r->subprocess_env->set(PERL_GROUP => 'of-perl');
    return Apache2::Const::OK;
}

1;
