package org.semigda.cli.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.semigda.conf.UserError;

/**
 * A folder as one tar archive in files of limited size, with their SHA-256 sums and a script that checks and unpacks them with
 * what every Unix has.
 *
 * @param limit bytes of a file, at most
 */
record Parts(long limit) {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([KMG]?)");
    private static final long LEAST = 1L << 16;
    private static final int BUFFER = 1 << 16;
    private static final String SUMS = "SHA256SUMS";
    private static final String JOIN =
            """
            #!/bin/sh
            # Checks the parts beside this script and unpacks them into a folder: sh join.sh [FOLDER]. Default: here.
            set -eu
            to=${1:-.}
            mkdir -p -- "$to"
            to=$(cd -- "$to" && pwd)
            cd -- "$(dirname -- "$0")"
            if command -v sha256sum >/dev/null 2>&1; then
                sha256sum -c SHA256SUMS >/dev/null
            else
                shasum -a 256 -c SHA256SUMS >/dev/null
            fi || { echo "join.sh: a part is missing or damaged; copy it again" >&2; exit 1; }
            cat NAME.tar.part-* | tar -xf - -C "$to"
            echo "unpacked; try: $to/NAME/bin/semigda doctor"
            """;

    /**
     * Reads {@code 60M}, {@code 1G}, {@code 500K} or a number of bytes.
     *
     * @throws UserError when it is something else, or too little
     */
    static Parts parse(String text) {
        Matcher size = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!size.matches()) {
            throw new UserError("--split " + text + " is not a size such as 60M");
        }
        int shift =
                switch (size.group(2)) {
                    case "K" -> 10;
                    case "M" -> 20;
                    case "G" -> 30;
                    default -> 0;
                };
        long bytes = Long.parseLong(size.group(1)) << shift;
        if (bytes < LEAST) {
            throw new UserError("--split " + text + " is too little; name 64K at least");
        }
        return new Parts(bytes);
    }

    /**
     * Writes the parts, {@code SHA256SUMS} and {@code join.sh}.
     *
     * @param folder whose name is that of the archive's own top folder
     * @param out a folder that exists
     * @return the number of parts
     */
    int write(Path folder, Path out) throws IOException, InterruptedException {
        String name = folder.getFileName().toString();
        String beside = folder.resolve("..").toString();
        Process tar = new ProcessBuilder("tar", "-cf", "-", "-C", beside, name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> sums;
        try (InputStream archive = tar.getInputStream()) {
            sums = cut(archive, out, name + ".tar.part-");
        }
        if (tar.waitFor() != 0) {
            throw new IOException("tar ended with " + tar.exitValue());
        }
        Files.write(out.resolve(SUMS), sums, StandardCharsets.UTF_8);
        Path join = Files.writeString(out.resolve("join.sh"), JOIN.replace("NAME", name));
        if (!join.toFile().setExecutable(true, false)) {
            throw new IOException(join + " cannot be made executable");
        }
        return sums.size();
    }

    private List<String> cut(InputStream archive, Path out, String prefix) throws IOException {
        List<String> sums = new ArrayList<>();
        byte[] buffer = new byte[BUFFER];
        int next = archive.read(buffer);
        while (next >= 0) {
            String name = prefix + String.format(Locale.ROOT, "%04d", sums.size());
            MessageDigest digest = sha256();
            long room = limit;
            try (OutputStream part = Files.newOutputStream(out.resolve(name))) {
                while (next >= 0 && room > 0) {
                    part.write(buffer, 0, next);
                    digest.update(buffer, 0, next);
                    room -= next;
                    next = archive.read(buffer, 0, (int) Math.min(BUFFER, Math.max(room, 1)));
                }
            }
            sums.add(HexFormat.of().formatHex(digest.digest()) + "  " + name);
        }
        return sums;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
