package org.semigda.data;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How many of the annotated training images may be used with their masks: a percentage or a number.
 *
 * @param amount a percentage (above 0, up to 100) or a count (at least 1)
 * @param percentage which of the two
 */
public record LabelledShare(BigDecimal amount, boolean percentage) {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    public LabelledShare {
        if (amount.signum() <= 0 || (percentage ? amount.compareTo(HUNDRED) > 0 : !isWhole(amount))) {
            throw invalid(amount.toPlainString() + (percentage ? "%" : ""));
        }
    }

    /** Reads {@code 10%} or {@code 55}. */
    public static LabelledShare parse(String text) {
        String trimmed = text.strip();
        boolean percentage = trimmed.endsWith("%");
        try {
            return new LabelledShare(
                    new BigDecimal(
                            percentage
                                    ? trimmed.substring(0, trimmed.length() - 1).strip()
                                    : trimmed),
                    percentage);
        } catch (NumberFormatException e) {
            throw invalid(text);
        }
    }

    /**
     * The number of labelled images among {@code images}: at least 1, at most all. Halves are rounded down, which gives
     * the counts in the paper's release (207 and 622 of 2075, 26 and 52 of 518).
     */
    public int of(int images) {
        if (!percentage) {
            return amount.min(BigDecimal.valueOf(images)).intValue();
        }
        int count = amount.multiply(BigDecimal.valueOf(images))
                .divide(HUNDRED)
                .setScale(0, RoundingMode.HALF_DOWN)
                .intValue();
        return Math.min(images, Math.max(1, count));
    }

    @Override
    public String toString() {
        return amount.toPlainString() + (percentage ? "%" : "");
    }

    private static boolean isWhole(BigDecimal value) {
        return value.stripTrailingZeros().scale() <= 0;
    }

    private static DataException invalid(String text) {
        return new DataException("labelled share '" + text
                + "' is neither a percentage above 0% and up to 100% nor a number of images; write 10% or 55");
    }
}
