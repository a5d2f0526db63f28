package dev.tributary.benchmarks.workload;

import java.util.Arrays;
import java.util.Random;

/** Numbers from 1 on, the n-th as often as 1/n to the power of the exponent. */
final class Zipf {

    private final double[] cumulative;
    private final Random random;

    Zipf(int count, double exponent, Random random) {
        this.cumulative = new double[count];
        this.random = random;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += 1 / Math.pow(i + 1, exponent);
            cumulative[i] = sum;
        }
    }

    int next() {
        double wanted = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, wanted);
        return 1 + Math.min(cumulative.length - 1, found < 0 ? -found - 1 : found);
    }
}
