package org.semigda.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HostMemoryTest {

    private final HostMemory memory = new HostMemory();

    @Test
    void piecesOfOneLoanDoNotOverlap() {
        try (HostMemory.Loan loan = memory.lend()) {
            ByteBuffer first = loan.apply(12);
            ByteBuffer second = loan.apply(8);
            second.putLong(0, -1);
            first.putInt(8, 7);

            assertThat(first.remaining()).isEqualTo(12);
            assertThat(second.getLong(0)).isEqualTo(-1);
            assertThat(first.getInt(8)).isEqualTo(7);
        }
    }

    @Test
    void whatIsGivenBackIsUsedAgainAndNothingElse() {
        HostMemory.Loan first = memory.lend();
        HostMemory.Loan second = memory.lend();
        first.apply(8).putLong(0, 1);
        ByteBuffer kept = second.apply(8).putLong(0, 2);

        first.close();
        try (HostMemory.Loan third = memory.lend()) {
            assertThat(third.apply(8).putLong(0, 3).getLong(0)).isEqualTo(3);
            assertThat(memory.freeBlocks()).isZero();
            assertThat(kept.getLong(0)).isEqualTo(2);
        }
        assertThat(memory.freeBlocks()).isEqualTo(1);
    }

    @Test
    void aSecondCloseGivesNothingBack() {
        HostMemory.Loan loan = memory.lend();
        loan.apply(HostMemory.BLOCK_BYTES);
        loan.apply(1);

        loan.close();
        loan.close();

        assertThat(memory.freeBlocks()).isEqualTo(2);
    }

    @Test
    void whatIsKeptIsFreedWhenTheRunEnds() throws InterruptedException {
        long before = withoutWhatOtherTestsLeft();
        try (HostMemory.Loan loan = memory.lend()) {
            loan.apply(1);
        }
        assertThat(directBytes()).isGreaterThanOrEqualTo(before + HostMemory.BLOCK_BYTES);

        memory.close();

        for (int i = 0; i < 1000 && directBytes() > before; i++) {
            Thread.sleep(10); // Java frees it on a thread of its own
        }
        assertThat(directBytes()).isLessThanOrEqualTo(before);
    }

    private static long withoutWhatOtherTestsLeft() throws InterruptedException {
        long last = Long.MAX_VALUE;
        for (long now = directBytes(); now < last; now = directBytes()) {
            last = now;
            System.gc();
            Thread.sleep(100);
        }
        return last;
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void aTensorLargerThanABlockHasMemoryOfItsOwn() {
        try (HostMemory.Loan loan = memory.lend()) {
            assertThat(loan.apply(HostMemory.BLOCK_BYTES + 1).remaining()).isEqualTo(HostMemory.BLOCK_BYTES + 1);
        }
        assertThat(memory.freeBlocks()).isZero();
    }
}
