package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.modwsgialias.FuzzInput;
import org.junit.jupiter.api.Test;

/**
 * A short run of {@link FuzzTarget} without a fuzzer: the cases and hostile patterns, damaged byte by byte.
 * {@code -Dmwa.fuzz=N} sets how often, {@code -Dmwa.seed=N} the seed, which is printed;
 * {@code -Dmwa.fuzz.seeds=DIRECTORY} writes the undamaged ones there, for the fuzzer to begin with.
 */
class FuzzTest {

    private static final int RUNS = Integer.getInteger("mwa.fuzz", 20_000);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);
    private static final String DIRECTORY = System.getProperty("mwa.fuzz.seeds");

    @Test
    void shouldAnswerLikePcre2WhateverTheBytes() throws IOException {
        List<byte[]> seeds = seeds();
        assertTrue(seeds.size() > 150, "too few seeds were read");
        System.out.println("fuzz, seed " + SEED);
        Random random = new Random(SEED);
        try (Differential differential = new Differential()) {
            for (byte[] seed : seeds) {
                FuzzTarget.check(seed, differential);
            }
            for (int i = 0; i < RUNS; i++) {
                FuzzTarget.fuzzerTestOneInput(FuzzInput.damaged(seeds, random));
            }
            assertTrue(differential.comparisons() > seeds.size(), differential::summary);
        }
        FuzzInput.write(seeds, DIRECTORY);
    }

    private static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (CasesTest.Case one : CasesTest.read()) {
            seeds.add(FuzzTarget.input(one.pattern(), Bytes.of(one.subject())));
        }
        for (Hostile family : Hostile.read()) {
            if (FuzzTarget.fits(family.pattern())) {
                seeds.add(FuzzTarget.input(family.pattern(), family.subject(24)));
            }
        }
        return seeds;
    }
}
