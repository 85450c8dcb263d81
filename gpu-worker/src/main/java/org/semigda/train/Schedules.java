package org.semigda.train;

import org.semigda.conf.Keys;

/** Learning rates and weights as functions of the step; pure arithmetic in double. */
public final class Schedules {

    private static final double POWER = 0.9;

    private Schedules() {}

    /** base * (1 - t/t_max)^0.9 (release), t clamped to [0, t_max]. */
    public static double poly(double base, long t, long tMax) {
        return base * Math.pow(1 - share(t, tMax), POWER);
    }

    /** base * (1 + cos(pi t/t_max)) / 2 (ours), t clamped to [0, t_max]. */
    public static double cosine(double base, long t, long tMax) {
        return base * 0.5 * (1 + Math.cos(Math.PI * share(t, tMax)));
    }

    /** The schedule of that name. */
    public static double rate(Keys.Schedule schedule, double base, long t, long tMax) {
        return switch (schedule) {
            case POLY -> poly(base, t, tMax);
            case COSINE -> cosine(base, t, tMax);
        };
    }

    /**
     * The schedule started anew in each of {@code parts} equal parts of the stage (release: 3). Part i covers the steps
     * from floor(i * steps / parts) to floor((i + 1) * steps / parts).
     */
    public static double restarted(Keys.Schedule schedule, double base, long t, long steps, int parts) {
        long clamped = Math.max(0, Math.min(t, steps - 1));
        int part = 0;
        while (part < parts - 1 && clamped >= steps * (part + 1) / parts) {
            part++;
        }
        long from = steps * part / parts;
        long to = steps * (part + 1) / parts;
        return rate(schedule, base, clamped - from, to - from);
    }

    /** The factor of a linear rise over the first steps (ours): (t + 1) / warmup, at most 1; 1 for a warmup of 0. */
    public static double warmup(long t, long warmup) {
        return t + 1 >= warmup ? 1 : (t + 1) / (double) warmup;
    }

    /** lambda_u(t) = beta * exp(-5 (1 - t/t_max)^2) (paper, eq. 14), t clamped to [0, t_max]. */
    public static double lambda(double beta, long t, long tMax) {
        double rest = 1 - share(t, tMax);
        return beta * Math.exp(-5 * rest * rest);
    }

    private static double share(long t, long tMax) {
        return Math.max(0, Math.min(1, t / (double) tMax));
    }
}
