# Takes JNA's native library out of JNA's jar, so that no JVM has to unpack it to a temporary file.
# JAR: the jar; DIRECTORY: where to put libjnidispatch.so
execute_process(COMMAND uname -m OUTPUT_VARIABLE machine OUTPUT_STRIP_TRAILING_WHITESPACE)
string(REPLACE "x86_64" "x86-64" machine "${machine}")
set(entry com/sun/jna/linux-${machine}/libjnidispatch.so)
file(ARCHIVE_EXTRACT INPUT ${JAR} DESTINATION ${DIRECTORY}/unpacked PATTERNS ${entry})
file(COPY_FILE ${DIRECTORY}/unpacked/${entry} ${DIRECTORY}/libjnidispatch.so ONLY_IF_DIFFERENT)
file(REMOVE_RECURSE ${DIRECTORY}/unpacked)
