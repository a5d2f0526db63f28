package dev.tributary.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** From values to places in a picture. A linear one begins at 0, a logarithmic one at a power of ten. */
record Scale(double low, double high, boolean logarithmic, double from, double to) {

    static Scale of(List<Double> values, boolean logarithmic, double from, double to) {
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        if (!logarithmic) {
            double step = step(most);
            return new Scale(0, Math.max(step, Math.ceil(most / step) * step), false, from, to);
        }
        double least = values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(value -> value > 0)
                .min()
                .orElse(1);
        double low = Math.pow(10, Math.floor(Math.log10(least)));
        double high = Math.pow(10, Math.ceil(Math.log10(Math.max(most, least))));
        return new Scale(low, high > low ? high : low * 10, true, from, to);
    }

    double at(double value) {
        double share = logarithmic
                ? (Math.log10(Math.max(value, low)) - Math.log10(low)) / (Math.log10(high) - Math.log10(low))
                : (value - low) / (high - low);
        return from + share * (to - from);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double tick = low; tick <= high * 1.001; tick *= 10) {
                ticks.add(tick);
            }
        } else {
            double step = step(high);
            for (double tick = 0; tick <= high * 1.001; tick += step) {
                ticks.add(tick);
            }
        }
        return ticks;
    }

    /** 1, 2 or 5 times a power of ten, so that there are four to ten of them. */
    private static double step(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-9) / 4)));
        double share = most / 4 / power;
        return power * (share >= 5 ? 5 : share >= 2 ? 2 : 1);
    }
}
