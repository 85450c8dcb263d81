package org.semigda.data;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decoded items at training size. What comes first stays, up to a number of bytes: with passes over all images, throwing
 * out the oldest would throw out each image just before it is needed again.
 */
final class PictureCache {

    private final int width;
    private final int height;
    private final int classes;
    private final long limit;
    private final AtomicLong bytes = new AtomicLong();
    private final Map<String, Decoded> pictures = new ConcurrentHashMap<>();
    private final Map<String, Decoded> annotated = new ConcurrentHashMap<>();

    PictureCache(LoaderSettings settings) {
        this.width = settings.width();
        this.height = settings.height();
        this.classes = settings.classes();
        this.limit = settings.cacheBytes();
    }

    /** The item's picture; its mask is not read. */
    Decoded picture(Item item) {
        Decoded known = annotated.getOrDefault(item.id(), pictures.get(item.id()));
        return known != null ? known : kept(pictures, item, Decoded.picture(item, width, height));
    }

    /** The item's picture and mask. */
    Decoded annotated(Item item) {
        Decoded known = annotated.get(item.id());
        return known != null ? known : kept(annotated, item, Decoded.annotated(item, classes, width, height));
    }

    long bytes() {
        return bytes.get();
    }

    private Decoded kept(Map<String, Decoded> cache, Item item, Decoded decoded) {
        long size = decoded.bytes();
        if (bytes.addAndGet(size) > limit || cache.putIfAbsent(item.id(), decoded) != null) {
            bytes.addAndGet(-size);
        }
        return decoded;
    }
}
