package org.semigda.orchestrator.api;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.semigda.orchestrator.index.RunQuery;

/** A page's place as a word that clients hand back and do not read. */
final class Cursor {

    private Cursor() {}

    static String write(String order, RunQuery.Place place) {
        byte[] text = new JsonArray()
                .add(order)
                .add(place.value())
                .add(place.id())
                .encode()
                .getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    /** Throws a problem when the word is not one of ours or belongs to another order. */
    static RunQuery.Place read(String cursor, RunQuery.Order order, String orderWord) {
        try {
            JsonArray parts = new JsonArray(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            RunQuery.Place place = new RunQuery.Place(parts.getString(1), parts.getString(2));
            if (parts.size() == 3 && orderWord.equals(parts.getString(0)) && place.fits(order)) {
                return place;
            }
        } catch (IllegalArgumentException | DecodeException | ClassCastException | IndexOutOfBoundsException e) {
            // Not one of ours: said below.
        }
        throw Problem.badRequest(
                "bad-cursor",
                "the cursor is not one that this order gave; take 'next' of the page before, or leave it out");
    }
}
