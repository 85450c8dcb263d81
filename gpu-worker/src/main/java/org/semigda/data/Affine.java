package org.semigda.data;

/**
 * Where in the source a pixel of the result comes from: {@code (ax + by + c, dx + ey + f)}, with x to the right and y
 * downwards in pixels from the middle of the image.
 */
record Affine(double a, double b, double c, double d, double e, double f) {

    static final Affine IDENTITY = new Affine(1, 0, 0, 0, 1, 0);

    /** First this lookup, then the next: the picture that {@code next} made is what this one is applied to. */
    Affine then(Affine next) {
        return new Affine(
                next.a * a + next.b * d,
                next.a * b + next.b * e,
                next.a * c + next.b * f + next.c,
                next.d * a + next.e * d,
                next.d * b + next.e * e,
                next.d * c + next.e * f + next.f);
    }

    double sourceX(double x, double y) {
        return a * x + b * y + c;
    }

    double sourceY(double x, double y) {
        return d * x + e * y + f;
    }
}
