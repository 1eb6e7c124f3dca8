package net.modwsgialias.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which httpd to run, and with which configuration: httpd's own options. */
final class HttpdOptions {

    @Option(names = "--httpd", paramLabel = "PROGRAM", description = "the httpd program (default: ${DEFAULT-VALUE})",
            defaultValue = "${sys:wsgi-alias.httpd:-/usr/sbin/apache2}")
    private String program;

    @Option(names = "-f", paramLabel = "FILE", description = "the configuration (default: httpd's own)")
    private String file;

    @Option(names = "-d", paramLabel = "DIRECTORY", description = "httpd's ServerRoot")
    private String directory;

    @Option(names = "-D", paramLabel = "NAME", description = "define a name for <IfDefine>")
    private List<String> defines = new ArrayList<>();

    String program() {
        return program;
    }

    /** The options as httpd takes them. */
    List<String> arguments() {
        return argumentsFor(file);
    }

    /** The same for another configuration. */
    List<String> argumentsFor(String otherFile) {
        List<String> arguments = new ArrayList<>();
        if (directory != null) {
            arguments.addAll(List.of("-d", absolute(directory)));
        }
        if (otherFile != null) {
            // As httpd does; without -d, its own ServerRoot is not where people mean.
            String path = directory == null ? otherFile : Path.of(directory).resolve(otherFile).toString();
            arguments.addAll(List.of("-f", absolute(path)));
        }
        for (String define : defines) {
            arguments.addAll(List.of("-D", define));
        }
        return arguments;
    }

    private static String absolute(String file) {
        return Path.of(file).toAbsolutePath().toString();
    }
}
