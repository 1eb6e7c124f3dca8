package net.modwsgialias.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes workloads for the native yardsticks, so that both sides have the same data.
 *
 * <p>{@code NAME.patterns} and {@code NAME.uris} hold one to a line; {@code NAME.answers} holds for each URI what ours
 * answers, as {@link Agreement#answer} writes it. The yardsticks compare before they measure.
 */
public final class WorkloadFiles {

    private WorkloadFiles() {
    }

    /** Arguments: the directory to write to, then the names of workloads. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        for (String name : List.of(arguments).subList(1, arguments.length)) {
            write(directory, Workload.named(name));
        }
    }

    private static void write(Path directory, Workload workload) throws IOException {
        Contender ours = new Ours(workload);
        List<String> answers = IntStream.range(0, workload.uris().size())
                .mapToObj(uri -> Agreement.answer(ours, uri))
                .toList();
        write(directory.resolve(workload.name() + ".patterns"), workload.patterns());
        write(directory.resolve(workload.name() + ".uris"), workload.uris());
        write(directory.resolve(workload.name() + ".answers"), answers);
    }

    private static void write(Path file, List<String> lines) throws IOException {
        Files.write(file, lines, StandardCharsets.ISO_8859_1);
    }
}
