package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.List;

/** Checks the directories that Python and the daemon processes need. */
final class PythonChecks {

    private final Context context;
    private final Disk disk;

    PythonChecks(Context context, Disk disk) {
        this.context = context;
        this.disk = disk;
    }

    /** What is found of a WSGIDaemonProcess. */
    List<Finding> ofDaemon(Directive daemon) {
        List<Finding> findings = new ArrayList<>();
        for (String word : daemon.words()) {
            if (word.startsWith("chroot=")) {
                return List.of();
            }
            int equals = word.indexOf('=') + 1;
            String option = word.substring(0, equals);
            switch (option) {
                case "home=" -> checkThere(daemon, option, word.substring(equals), findings);
                case "python-home=" -> checkHome(daemon, option, word.substring(equals), findings);
                case "python-path=" -> checkPath(daemon, option, word.substring(equals), findings);
                default -> { }
            }
        }
        return findings;
    }

    /** What is found of a WSGIPythonHome. */
    List<Finding> ofHome(Directive directive) {
        List<Finding> findings = new ArrayList<>();
        checkHome(directive, "", directive.first().split(":", 2)[0], findings);
        return findings;
    }

    /** What is found of a WSGIPythonPath. */
    List<Finding> ofPath(Directive directive) {
        List<Finding> findings = new ArrayList<>();
        checkPath(directive, "", directive.first(), findings);
        return findings;
    }

    private void checkPath(Directive directive, String option, String path, List<Finding> findings) {
        for (String part : path.split(":")) {
            checkThere(directive, option, part, findings);
        }
    }

    private boolean checkThere(Directive directive, String option, String path, List<Finding> findings) {
        if (!disk.isMissing(path)) {
            return true;
        }
        findings.add(directive.finding(FindingCode.NO_DIRECTORY, option + path + ": this directory does not exist",
                "create it, or correct the path"));
        return false;
    }

    /** A home is a virtual environment, or has the modules of its version in lib. */
    private void checkHome(Directive directive, String option, String path, List<Finding> findings) {
        String wanted = context.python();
        if (!checkThere(directive, option, path, findings) || wanted.isEmpty() || !disk.isKnown(path)) {
            return;
        }
        if (disk.isFile(path)) {
            findings.add(directive.finding(FindingCode.OTHER_PYTHON, option + path + ": this is a file, and no home of a"
                    + " Python", "name the directory that sys.prefix has in that Python"));
            return;
        }
        List<String> names = disk.names(path);
        String found = versionOf(path, names);
        if (found == null || found.equals(wanted)) {
            return;
        }
        findings.add(directive.finding(FindingCode.OTHER_PYTHON, option + path + (found.isEmpty()
                ? ": there is no Python: neither pyvenv.cfg nor lib/python" + wanted : ": this is Python " + found
                        + ", and mod_wsgi was built for Python " + wanted),
                found.isEmpty() ? "name the directory that sys.prefix has in that Python"
                        : "make the virtual environment with Python " + wanted + ", or build mod_wsgi for Python " + found));
    }

    /** @return such as 3.11, an empty text if there is none, or null if it cannot be told */
    private String versionOf(String path, List<String> names) {
        if (names.isEmpty()) {
            return null;
        }
        String settings = names.contains("pyvenv.cfg") ? disk.text(path + "/pyvenv.cfg") : "";
        for (String line : settings == null ? new String[0] : settings.split("\n")) {
            String[] parts = line.split("=", 2);
            if (parts.length == 2 && (parts[0].trim().equals("version") || parts[0].trim().equals("version_info"))) {
                return minor(parts[1].trim());
            }
        }
        if (names.contains("pyvenv.cfg")) {
            return null;
        }
        String found = "";
        for (String library : List.of("/lib", "/lib64")) {
            for (String name : disk.names(path + library)) {
                if (name.equals("python" + context.python())) {
                    return context.python();
                }
                if (name.matches("python[0-9]+\\.[0-9]+")) {
                    found = name.substring("python".length());
                }
            }
        }
        return found;
    }

    /** The first two numbers of a version. */
    private static String minor(String version) {
        String[] parts = version.split("\\.", 3);
        return parts.length < 2 ? null : parts[0] + "." + parts[1];
    }
}
