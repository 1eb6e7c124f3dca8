package net.modwsgialias.syntax;

/**
 * A pattern's tree.
 *
 * @param root the tree
 * @param groups the number of the highest capturing group, 0 if there is none
 */
public record ParsedPattern(Node root, int groups) {
}
