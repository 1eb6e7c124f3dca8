package net.modwsgialias.frame;

/** What a frame answers: the twin of {@code mwa_status_t}, under the same names and in the same order. */
public enum Status {
    /** What C writes before it asks. */
    NO_ANSWER,
    /** Alias, file name, groups and captures are set. */
    MATCHED,
    /** No alias of the table takes the URL. */
    DECLINED,
    /** An alias takes it, but the file leaves the alias' directory. */
    OUTSIDE,
    /** A pattern could not be decided within PCRE2's limits. */
    LIMIT,
    /** Something was thrown. */
    FAILED,
    /** The answer does not fit the frame. */
    FRAME_FULL,
    /** Both groups are set. */
    RESOLVED,
    /** A group's name cannot be handed to mod_wsgi. */
    GROUP_REFUSED
}
