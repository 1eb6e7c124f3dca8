package net.modwsgialias.lint;

import java.util.Locale;
import net.modwsgialias.group.GroupTemplate;

/** The process group and the application group of an alias, from its options or mod_wsgi's own directives. */
final class EffectiveGroups {

    static final String RESOURCE = "%{RESOURCE}";
    private static final String GLOBAL = "%{GLOBAL}";

    private final Context context;
    private final boolean chosenElsewhere;

    EffectiveGroups(Context context) {
        this.context = context;
        chosenElsewhere = isChosenElsewhere(context);
    }

    /** Whether a script or a .htaccess file may choose a group. */
    static boolean isChosenElsewhere(Context context) {
        for (Directive override : context.named("AllowOverride")) {
            String args = override.args().toLowerCase(Locale.ROOT);
            if (args.contains("all") || args.contains("fileinfo")) {
                return true;
            }
        }
        return !context.named("WSGIDispatchScript").isEmpty();
    }

    /** The name of the process group: empty for httpd's own processes, null if it depends on the request. */
    String process(CheckedAlias alias) {
        return of(alias, alias.alias().processGroup(), "WSGIProcessGroup", "");
    }

    /** The application group: empty for the main interpreter, {@link #RESOURCE}, or null as above. */
    String application(CheckedAlias alias) {
        if (alias.spec().applicationGroup() != null
                && CheckedAlias.text(alias.spec().applicationGroup()).equals(RESOURCE)) {
            return RESOURCE;
        }
        return of(alias, alias.alias().applicationGroup(), "WSGIApplicationGroup", RESOURCE);
    }

    private String of(CheckedAlias alias, GroupTemplate option, String name, String otherwise) {
        if (option != null) {
            byte[] constant = option.constant();
            return constant == null ? null : CheckedAlias.text(constant);
        }
        if (chosenElsewhere || Sections.mayHold(context, name, alias)) {
            return null;
        }
        Directive inForce = context.inForce(alias.server(), name);
        if (inForce == null) {
            return otherwise;
        }
        String value = inForce.first();
        return value.equals(GLOBAL) ? "" : value.startsWith("%{") && !value.equals(RESOURCE) ? null : value;
    }
}
