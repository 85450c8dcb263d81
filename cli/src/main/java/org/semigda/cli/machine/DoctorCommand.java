package org.semigda.cli.machine;

import java.util.concurrent.Callable;
import org.semigda.cli.console.Errors;
import org.semigda.cli.console.HomeOption;
import org.semigda.cli.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code doctor}: what works on this machine, and what to do where it does not. */
@Command(name = "doctor", description = "Say what works on this machine, and what to do where it does not.")
public final class DoctorCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private HomeOption home = new HomeOption();

    public DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        boolean works = true;
        for (Doctor.Finding finding : new Doctor(home.resolve()).examine()) {
            works &= finding.works();
            terminal.out()
                    .printf("%-5s %-14s %s%n", finding.works() ? "ok" : "FAIL", finding.subject(), finding.text());
            if (!finding.advice().isEmpty()) {
                terminal.out().printf("%-5s %-14s -> %s%n", "", "", finding.advice());
            }
        }
        terminal.out().println(works ? "everything works" : "something does not work; see the lines above");
        return works ? 0 : Errors.FAILED;
    }
}
