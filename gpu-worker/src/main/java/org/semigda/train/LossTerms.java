package org.semigda.train;

import org.semigda.conf.Keys;
import org.semigda.conf.Settings;
import org.semigda.conf.UserError;

/**
 * Which terms a stage minimizes (the switches of the paper's tables 3, 4 and 5).
 *
 * @param supervisedPrior eq. 5
 * @param unsupervisedPrior eq. 6
 * @param supervisedSegmentation eq. 9; never in stage 1
 * @param unsupervisedSegmentation eq. 10; never in stage 1
 */
record LossTerms(
        boolean supervisedPrior,
        boolean unsupervisedPrior,
        boolean supervisedSegmentation,
        boolean unsupervisedSegmentation) {

    /**
     * The terms that settings leave for stage 1 or 2.
     *
     * @throws UserError when none is left
     */
    static LossTerms of(Settings settings, Stage stage) {
        boolean segments = stage == Stage.SEGMENTATION;
        LossTerms terms = select(settings, segments);
        if (!terms.any()) {
            throw new UserError("stage " + stage.number() + " has no loss left to minimize; switch on one of "
                    + (segments ? "loss.sup_s, loss.unsup_s, loss.sup_p" : "loss.sup_p, loss.unsup_p")
                    + (segments ? "" : ", or set alignment=false"));
        }
        return terms;
    }

    /** Whether any prior term is on, without which there is nothing to do in stage 1. */
    static boolean anyPrior(Settings settings) {
        LossTerms terms = select(settings, false);
        return terms.supervisedPrior || terms.unsupervisedPrior;
    }

    private static LossTerms select(Settings settings, boolean segments) {
        boolean alignment = settings.get(Keys.ALIGNMENT);
        boolean unlabelled = settings.get(Keys.METHOD) == Keys.Method.SEMIGDA;
        return new LossTerms(
                alignment && settings.get(Keys.LOSS_SUP_P),
                alignment && unlabelled && settings.get(Keys.LOSS_UNSUP_P),
                segments && settings.get(Keys.LOSS_SUP_S),
                segments && unlabelled && settings.get(Keys.LOSS_UNSUP_S));
    }

    private boolean any() {
        return supervisedPrior || unsupervisedPrior || supervisedSegmentation || unsupervisedSegmentation;
    }
}
