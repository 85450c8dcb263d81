package org.semigda.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code runs}: the HTTP API from the terminal. */
@Command(name = "runs", description = "Submit, list and steer the runs of a server.")
final class RunsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name a command: submit, list, show, logs, pause, continue, resume, stop, clone or delete");
    }
}
