package org.semigda.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a phantom shows, in units of the image's width and height, depth downwards. Lesions are dark grey with a soft border
 * and brighter tissue behind them. Darker things that are no lesions (vessels, shadows, a side without contact) and
 * bright reflectors are why brightness alone does not find them. With three classes some lesions are of a second kind:
 * brighter than the tissue, with nothing behind them.
 */
final class PhantomScene {

    private static final double NO_LESION = 0.05;
    private static final double TWO_LESIONS = 0.3;

    private final List<Lesion> lesions = new ArrayList<>();
    private final List<Blob> vessels = new ArrayList<>();
    private final List<Reflector> reflectors = new ArrayList<>();
    private final SmoothNoise tissue;
    private final SmoothNoise waves;
    private final double[] layerDepths;
    private final double[] layerEchoes;
    private final double attenuation;
    private final double gain;
    private final double sideWidth;
    private final boolean sideLeft;
    private final int classes;

    /** {@code inside}: echo relative to the tissue around; {@code enhancement}: gain of the tissue behind. */
    private record Lesion(
            Blob outline, double reach, int label, double inside, double enhancement, SmoothNoise texture) {}

    /** A bright bow that lets nothing through. */
    private record Reflector(double x, double y, double halfWidth, double shadow) {}

    /** @param classes background included: 2, or 3 for lesions of two kinds */
    PhantomScene(SplittableRandom random, int classes) {
        this.classes = classes;
        tissue = new SmoothNoise(random, 7, 7);
        waves = new SmoothNoise(random, 4, 6);
        double skin = between(random, 0.04, 0.07);
        double fat = skin + between(random, 0.10, 0.2);
        double gland = between(random, 0.72, 0.9);
        layerDepths = new double[] {skin, fat, gland, 2};
        layerEchoes =
                new double[] {1.1, between(random, 0.45, 0.6), between(random, 0.75, 0.95), between(random, 0.4, 0.55)};
        attenuation = between(random, 0.3, 1.0);
        gain = between(random, 0.85, 1.2);
        sideWidth = random.nextDouble() < 0.6 ? between(random, 0.06, 0.16) : 0;
        sideLeft = random.nextBoolean();
        double kind = random.nextDouble();
        int count = kind < NO_LESION ? 0 : kind < NO_LESION + TWO_LESIONS ? 2 : 1;
        for (int attempt = 0; attempt < 60 && lesions.size() < count; attempt++) {
            addLesion(random, count);
        }
        int shadows = 1 + random.nextInt(2);
        for (int attempt = 0; attempt < 40 && reflectors.size() < shadows; attempt++) {
            addReflector(random);
        }
        int holes = 1 + random.nextInt(3);
        for (int attempt = 0; attempt < 40 && vessels.size() < holes; attempt++) {
            addVessel(random);
        }
    }

    /** The class at a point: 0 outside, 1 in a dark lesion, 2 in a bright one. */
    int label(double x, double y) {
        return lesions.stream()
                .filter(lesion -> lesion.outline().contains(x, y))
                .mapToInt(Lesion::label)
                .findFirst()
                .orElse(0);
    }

    /** The mean echo amplitude at a point, about 0 to 1.2. */
    double echo(double x, double y) {
        double echo = layers(x, y) * (1 + 0.12 * tissue.at(x, y));
        for (Lesion lesion : lesions) {
            echo *= enhancement(lesion, x, y);
            // Half of the transition lies on either side of the outline.
            double inside = 1 - SmoothNoise.smooth((lesion.outline().at(x, y) - 0.88) / 0.24);
            double core = lesion.inside() * (1 + 0.15 * lesion.texture().at(x, y));
            echo *= 1 - inside * (1 - core);
        }
        for (Blob vessel : vessels) {
            double at = vessel.at(x, y);
            double wall = Math.exp(-Math.pow((at - 1.15) / 0.12, 2));
            echo = (echo + 0.35 * wall) * (0.05 + 0.95 * SmoothNoise.smooth((at - 0.9) / 0.2));
        }
        for (Reflector reflector : reflectors) {
            echo = behind(reflector, echo, x, y);
        }
        return echo * Math.exp(-attenuation * y) * gain * contact(x, y);
    }

    private double layers(double x, double y) {
        double depth = y + 0.03 * waves.at(x, y);
        double echo = layerEchoes[0];
        for (int i = 0; i + 1 < layerDepths.length; i++) {
            echo += (layerEchoes[i + 1] - layerEchoes[i]) * SmoothNoise.smooth((depth - layerDepths[i]) / 0.03);
            if (i > 0) {
                // Fasciae: bright lines between layers.
                echo += 0.7 * Math.exp(-Math.pow((depth - layerDepths[i]) / 0.012, 2));
            }
        }
        return echo;
    }

    private static double enhancement(Lesion lesion, double x, double y) {
        Blob outline = lesion.outline();
        double aside = Math.abs(x - outline.centreX()) / (0.85 * lesion.reach());
        double below = SmoothNoise.smooth((y - outline.centreY()) / lesion.reach());
        return 1 + (lesion.enhancement() - 1) * below * (1 - SmoothNoise.smooth((aside - 0.7) / 0.6));
    }

    private static double behind(Reflector reflector, double echo, double x, double y) {
        double aside = (x - reflector.x()) / reflector.halfWidth();
        double surface = reflector.y() + 0.3 * reflector.halfWidth() * aside * aside;
        double bow =
                Math.exp(-Math.pow((y - surface) / 0.012, 2)) * (1 - SmoothNoise.smooth((Math.abs(aside) - 0.8) / 0.4));
        double dark =
                SmoothNoise.smooth((y - surface) / 0.03) * (1 - SmoothNoise.smooth((Math.abs(aside) - 0.6) / 0.8));
        return echo * (1 - (1 - reflector.shadow()) * dark) + 1.1 * bow;
    }

    private double contact(double x, double y) {
        double fromSide = sideLeft ? x : 1 - x;
        double edge = sideWidth * (0.8 + 0.4 * y);
        return sideWidth == 0 ? 1 : 0.08 + 0.92 * SmoothNoise.smooth((fromSide - edge) / 0.05);
    }

    private void addLesion(SplittableRandom random, int count) {
        double radius = count == 1 ? between(random, 0.1, 0.2) : between(random, 0.08, 0.13);
        double stretch = between(random, 1.0, 1.35);
        double reach = radius * stretch;
        double x = between(random, 0.08 + reach, 0.92 - reach);
        double y = between(random, 0.14 + reach, 0.9 - reach);
        boolean free =
                lesions.stream().noneMatch(other -> distance(other.outline(), x, y) < other.reach() + reach + 0.06)
                        && (sideWidth == 0 || (sideLeft ? x : 1 - x) > sideWidth * 1.2 + 0.05 + reach);
        if (free) {
            Blob outline = Blob.irregular(
                    random, x, y, reach, radius / Math.sqrt(stretch), between(random, -0.35, 0.35), 0.35);
            double dark = between(random, 0.22, 0.32);
            double enhancement = between(random, 1.3, 1.6);
            SmoothNoise texture = new SmoothNoise(random, 14, 14);
            // Drawn last and only where it is needed: the images of two classes stay what they were.
            boolean bright = classes > 2 && random.nextBoolean();
            lesions.add(
                    bright
                            ? new Lesion(outline, reach, 2, between(random, 2.2, 2.8), 1, texture)
                            : new Lesion(outline, reach, 1, dark, enhancement, texture));
        }
    }

    private void addReflector(SplittableRandom random) {
        double halfWidth = between(random, 0.03, 0.07);
        double x = between(random, 0.05, 0.95);
        double y = between(random, 0.1, 0.5);
        boolean free = lesions.stream()
                .noneMatch(
                        lesion -> Math.abs(lesion.outline().centreX() - x) < 1.25 * lesion.reach() + 1.3 * halfWidth);
        if (free) {
            reflectors.add(new Reflector(x, y, halfWidth, between(random, 0.1, 0.25)));
        }
    }

    private void addVessel(SplittableRandom random) {
        double radius = between(random, 0.018, 0.032);
        double length = random.nextBoolean() ? radius * between(random, 1, 1.3) : radius * between(random, 2.5, 5);
        double x = between(random, 0.1, 0.9);
        double y = between(random, 0.15, 0.9);
        boolean free = lesions.stream()
                .noneMatch(lesion -> distance(lesion.outline(), x, y) < 1.3 * lesion.reach() + length + 0.03);
        if (free) {
            vessels.add(Blob.irregular(random, x, y, length, radius, between(random, -0.6, 0.6), 0.1));
        }
    }

    private static double distance(Blob blob, double x, double y) {
        return Math.hypot(blob.centreX() - x, blob.centreY() - y);
    }

    private static double between(SplittableRandom random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }
}
