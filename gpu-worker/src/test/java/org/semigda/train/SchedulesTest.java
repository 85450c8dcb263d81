package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.semigda.conf.Keys;

class SchedulesTest {

    private static final double EXACT = 1e-15;

    @Test
    void poly_is_the_release_s_power_of_0_9() {
        assertThat(Schedules.poly(2e-3, 0, 10)).isEqualTo(2e-3);
        assertThat(Schedules.poly(2e-3, 1, 10)).isCloseTo(0.0018190651521659245, within(EXACT));
        assertThat(Schedules.poly(1e-2, 2, 10)).isCloseTo(0.008180521460508584, within(EXACT));
        assertThat(Schedules.poly(1e-2, 10, 10)).isZero();
        assertThat(Schedules.poly(1e-2, 11, 10)).isZero();
    }

    @Test
    void cosine_falls_from_all_over_half_to_nothing() {
        assertThat(Schedules.cosine(4, 0, 10)).isEqualTo(4);
        assertThat(Schedules.cosine(4, 5, 10)).isCloseTo(2, within(EXACT));
        assertThat(Schedules.cosine(4, 10, 10)).isCloseTo(0, within(EXACT));
    }

    @Test
    void restarts_begin_the_schedule_anew_in_every_part() {
        // 10 steps in 3 parts: 0-2, 3-5, 6-9.
        assertThat(Schedules.restarted(Keys.Schedule.POLY, 1, 0, 10, 3)).isEqualTo(1);
        assertThat(Schedules.restarted(Keys.Schedule.POLY, 1, 2, 10, 3)).isEqualTo(Schedules.poly(1, 2, 3));
        assertThat(Schedules.restarted(Keys.Schedule.POLY, 1, 3, 10, 3)).isEqualTo(1);
        assertThat(Schedules.restarted(Keys.Schedule.POLY, 1, 6, 10, 3)).isEqualTo(1);
        assertThat(Schedules.restarted(Keys.Schedule.POLY, 1, 9, 10, 3)).isEqualTo(Schedules.poly(1, 3, 4));
        assertThat(Schedules.restarted(Keys.Schedule.COSINE, 1, 7, 10, 1)).isEqualTo(Schedules.cosine(1, 7, 10));
    }

    @Test
    void more_parts_than_steps_do_no_harm() {
        assertThat(Schedules.restarted(Keys.Schedule.POLY, 1, 1, 2, 5)).isEqualTo(1);
    }

    @Test
    void warm_up_rises_in_a_line_and_stays_at_one() {
        assertThat(Schedules.warmup(0, 10)).isEqualTo(0.1);
        assertThat(Schedules.warmup(4, 10)).isEqualTo(0.5);
        assertThat(Schedules.warmup(9, 10)).isEqualTo(1);
        assertThat(Schedules.warmup(1000, 10)).isEqualTo(1);
        assertThat(Schedules.warmup(0, 0)).isEqualTo(1);
    }

    @Test
    void lambda_rises_to_beta_and_is_clamped_there() {
        assertThat(Schedules.lambda(0.1, 0, 1000)).isCloseTo(0.0006737946999085467, within(EXACT));
        assertThat(Schedules.lambda(0.1, 1, 1000)).isCloseTo(0.0006805630463993154, within(EXACT));
        assertThat(Schedules.lambda(0.1, 250, 1000)).isCloseTo(0.006005466789530795, within(EXACT));
        assertThat(Schedules.lambda(0.1, 500, 1000)).isCloseTo(0.028650479686019012, within(EXACT));
        assertThat(Schedules.lambda(0.1, 999, 1000)).isCloseTo(0.09999950000125, within(EXACT));
        assertThat(Schedules.lambda(0.1, 1000, 1000)).isEqualTo(0.1);
        assertThat(Schedules.lambda(0.1, 5000, 1000)).isEqualTo(0.1);
    }
}
