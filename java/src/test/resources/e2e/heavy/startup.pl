# What mod_perl runs.
package Heavy;

use strict;
use warnings;

use POSIX ();
use Apache2::RequestRec ();
use Apache2::RequestIO ();
use Apache2::RequestUtil ();
use Apache2::Const -compile => qw(OK DECLINED);
use APR::Table ();

# Answers, after a forked process has ended: by way of all exit handlers or, if the URL says so, without them. The
# handlers of C put files that are being read back to where the reader is, and the process shares their offsets with its
# parent, in which mod_lua may read a file at that moment: it would get lines of it twice.
sub answer {
    my $r = shift;
    my $pid = fork;
    die "no process: $!" unless defined $pid;
    unless ($pid) {
        POSIX::_exit(7) if $r->uri =~ /at-once/;
        CORE::exit(7);
    }
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
