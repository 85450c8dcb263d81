package org.semigda.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The hash that tells whether two folders hold the same data; reads 128 KiB of a file at most, so that it stays quick. */
final class DataHash {

    private static final int PIECE = 64 * 1024;

    private DataHash() {}

    static String of(List<Item> items) {
        MessageDigest digest = sha256();
        for (Item item : items) {
            digest.update(item.id().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            add(digest, item.image());
            item.masks().forEach(mask -> add(digest, mask));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of the images that are trained on, in their order, which batches follow. */
    static String ofTraining(Split split) {
        MessageDigest digest = sha256();
        digest.update(split.dataHash().getBytes(StandardCharsets.UTF_8));
        for (List<String> ids : List.of(split.labelled(), split.unlabelled())) {
            digest.update((byte) 1);
            for (String id : ids) {
                digest.update(id.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, size));
            digest.update(piece(channel, 0));
            if (size > PIECE) {
                digest.update(piece(channel, Math.max(PIECE, size - PIECE)));
            }
        } catch (IOException e) {
            throw new DataException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static ByteBuffer piece(FileChannel channel, long position) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        long at = position;
        while (piece.hasRemaining()) {
            int read = channel.read(piece, at);
            if (read < 0) {
                break;
            }
            at += read;
        }
        return piece.flip();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
