package org.semigda.dashboard;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Six tiles as a worker draws them: image, truth, both branches, mean, errors. */
final class FakePicture {

    private static final int TILE = 128;

    private FakePicture() {}

    /** step: how good the prediction is; seed: which image. */
    static byte[] png(int step, long seed) {
        Random random = new Random(seed);
        BufferedImage all = new BufferedImage(6 * TILE, TILE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = all.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        double x = 30 + random.nextInt(30);
        double y = 30 + random.nextInt(30);
        Ellipse2D truth = new Ellipse2D.Double(x, y, 36 + random.nextInt(24), 28 + random.nextInt(24));
        double off = Math.max(2, 24.0 * (660 - step) / 300);
        Ellipse2D guess =
                new Ellipse2D.Double(x + off, y - off / 2, truth.getWidth() - off / 3, truth.getHeight() + off / 3);
        for (int tile = 0; tile < 6; tile++) {
            Graphics2D t = (Graphics2D) g.create(tile * TILE, 0, TILE, TILE);
            if (tile < 2) {
                for (int i = 0; i < 900; i++) {
                    int grey = 40 + random.nextInt(50);
                    t.setColor(new Color(grey, grey, grey + 6));
                    t.fillRect(random.nextInt(TILE), random.nextInt(TILE), 6, 6);
                }
                t.setColor(new Color(150, 150, 158));
                t.fill(truth);
            }
            if (tile == 1) {
                t.setColor(new Color(90, 230, 220));
                t.setStroke(new BasicStroke(2));
                t.draw(truth);
            }
            if (tile >= 2 && tile <= 4) {
                t.setColor(Color.WHITE);
                t.fill(guess);
            }
            if (tile == 5) {
                Area extra = new Area(guess);
                extra.subtract(new Area(truth));
                Area missed = new Area(truth);
                missed.subtract(new Area(guess));
                t.setColor(new Color(60, 60, 60));
                t.fill(truth);
                t.setColor(new Color(0xe6, 0x9f, 0));
                t.fill(extra);
                t.setColor(new Color(0, 0x72, 0xb2));
                t.fill(missed);
            }
            t.dispose();
        }
        g.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(all, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
