package net.modwsgialias.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Other files to read in place of maps, as options. */
final class OtherMaps {

    @Option(names = "--map", paramLabel = "FILE=NEW",
            description = "read the file NEW in place of the map FILE; can be given more than once")
    private Map<String, String> files = new LinkedHashMap<>();

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** Options for httpd, behind others. */
    List<String> after(List<String> arguments) throws CommandException {
        List<String> all = new ArrayList<>(arguments);
        for (Map.Entry<String, String> file : files.entrySet()) {
            if (!Files.isReadable(Path.of(file.getValue()))) {
                throw new CommandException(ExitCode.USAGE, "--map: " + file.getValue() + " cannot be read");
            }
            all.addAll(List.of("-c", "WSGIAliasMapTry " + quoted(file.getKey()) + " " + quoted(file.getValue())));
        }
        return all;
    }

    /** An absolute path as one argument of a directive. */
    private static String quoted(String file) {
        return '"' + Path.of(file).toAbsolutePath().toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
