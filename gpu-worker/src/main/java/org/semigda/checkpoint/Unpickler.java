package org.semigda.checkpoint;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Python's pickle, read as data. A pickle is a program for a small stack machine whose only way to do harm is to name a
 * function and call it; here a name is looked up by {@link Globals}, which knows tensors and containers, and everything
 * else is refused. Nothing is ever loaded or run.
 *
 * <p>Values come out as {@link Map}, {@link List} (lists, tuples and sets), {@link String}, {@link Long}, {@link Double},
 * {@link Boolean}, {@link #NONE}, or what {@link Globals} made. Protocols 0 to 5 as far as {@code torch.save} uses them.
 */
final class Unpickler {

    /** What named things and stored objects become. */
    interface Globals {

        /** A class or function by name; throws when it is not one of the known harmless ones. */
        Object named(String module, String name) throws BrokenPickle;

        /** The result of a call of something that {@link #named} gave. */
        Object call(Object callee, List<?> arguments) throws BrokenPickle;

        /** What lies outside the pickle: torch's storages. */
        Object persistent(Object id) throws BrokenPickle;
    }

    /** The pickle is not one, or wants more than it may have. */
    static final class BrokenPickle extends Exception {

        private static final long serialVersionUID = 1;

        BrokenPickle(String message) {
            super(message);
        }
    }

    /** Python's None. */
    static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "None";
        }
    };

    private static final Object MARK = new Object();

    private final ByteBuffer code;
    private final Globals globals;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    Unpickler(ByteBuffer code, Globals globals) {
        this.code = code.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.globals = globals;
    }

    /** Runs to the end and gives the one value left. Each instruction takes bytes, so it always ends. */
    Object read() throws BrokenPickle {
        try {
            while (true) {
                int op = code.get() & 0xff;
                if (op == '.') {
                    return pop();
                }
                if (!push(op) && !build(op)) {
                    throw new BrokenPickle("instruction 0x" + Integer.toHexString(op) + " at byte "
                            + (code.position() - 1) + " of its pickle is unknown");
                }
            }
        } catch (BufferUnderflowException e) {
            throw new BrokenPickle("its pickle is cut off");
        } catch (NumberFormatException e) {
            throw new BrokenPickle("its pickle has a number that is none: " + e.getMessage());
        }
    }

    /** Instructions that put a plain value on the stack. */
    private boolean push(int op) throws BrokenPickle {
        switch (op) {
            case 'N' -> stack.add(NONE);
            case 0x88 -> stack.add(true);
            case 0x89 -> stack.add(false);
            case 'J' -> stack.add((long) code.getInt());
            case 'K' -> stack.add((long) (code.get() & 0xff));
            case 'M' -> stack.add((long) Short.toUnsignedInt(code.getShort()));
            case 0x8a -> stack.add(number(code.get() & 0xff));
            case 'I' -> stack.add(number(line()));
            case 'L' -> stack.add(number(line().replace("L", "")));
            case 'F' -> stack.add(Double.parseDouble(line()));
            case 'G' -> stack.add(code.duplicate().order(ByteOrder.BIG_ENDIAN).getDouble(advance(Double.BYTES)));
            case 'X', 'T', 'B' -> stack.add(text(code.getInt()));
            case 0x8c, 'U', 'C' -> stack.add(text(code.get() & 0xff));
            case 0x8d, 0x8e -> stack.add(text(Math.toIntExact(Math.min(code.getLong(), Integer.MAX_VALUE))));
            case 'V' -> stack.add(line());
            case 'S' -> stack.add(unquoted(line()));
            case ']', ')', 0x8f -> stack.add(new ArrayList<>());
            case '}' -> stack.add(new LinkedHashMap<>());
            case '(' -> stack.add(MARK);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Instructions that work on the stack. */
    private boolean build(int op) throws BrokenPickle {
        switch (op) {
            case 0x80 -> advance(1); // protocol
            case 0x95 -> advance(Long.BYTES); // frame
            case '0' -> pop();
            case '1' -> marked();
            case '2' -> stack.add(top());
            case 't', 'l', 0x91 -> stack.add(marked());
            case 0x85 -> stack.add(last(1));
            case 0x86 -> stack.add(last(2));
            case 0x87 -> stack.add(last(3));
            case 'a' -> {
                Object item = pop();
                list(top()).add(item);
            }
            case 'e', 0x90 -> {
                List<Object> items = marked();
                list(top()).addAll(items);
            }
            case 'd' -> {
                Map<Object, Object> made = new LinkedHashMap<>();
                put(made, marked());
                stack.add(made);
            }
            case 's' -> {
                List<Object> pair = last(2);
                put(map(top()), pair);
            }
            case 'u' -> {
                List<Object> pairs = marked();
                put(map(top()), pairs);
            }
            case 'q' -> memo.put(code.get() & 0xff, top());
            case 'r' -> memo.put(code.getInt(), top());
            case 'p' -> memo.put((int) number(line()), top());
            case 0x94 -> memo.put(memo.size(), top());
            case 'h' -> stack.add(remembered(code.get() & 0xff));
            case 'j' -> stack.add(remembered(code.getInt()));
            case 'g' -> stack.add(remembered((int) number(line())));
            case 'c' -> {
                String module = line();
                stack.add(globals.named(module, line()));
            }
            case 0x93 -> {
                List<Object> names = last(2);
                stack.add(globals.named(String.valueOf(names.get(0)), String.valueOf(names.get(1))));
            }
            case 'R', 0x81 -> {
                Object arguments = pop();
                stack.add(globals.call(pop(), list(arguments)));
            }
            case 'b' -> pop(); // attributes of an object: a state_dict's are its versions, which say nothing here
            case 'Q' -> stack.add(globals.persistent(pop()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private Object top() throws BrokenPickle {
        if (stack.isEmpty()) {
            throw new BrokenPickle("its pickle takes a value that is not there");
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() throws BrokenPickle {
        Object value = top();
        stack.remove(stack.size() - 1);
        return value;
    }

    private List<Object> last(int count) throws BrokenPickle {
        if (stack.size() < count) {
            throw new BrokenPickle("its pickle takes a value that is not there");
        }
        List<Object> tail = stack.subList(stack.size() - count, stack.size());
        List<Object> copy = new ArrayList<>(tail);
        tail.clear();
        return copy;
    }

    private List<Object> marked() throws BrokenPickle {
        int mark = stack.lastIndexOf(MARK);
        if (mark < 0) {
            throw new BrokenPickle("its pickle closes what it never opened");
        }
        List<Object> items = last(stack.size() - mark - 1);
        stack.remove(mark);
        return items;
    }

    private Object remembered(int key) throws BrokenPickle {
        Object value = memo.get(key);
        if (value == null) {
            throw new BrokenPickle("its pickle refers to a value that is not there");
        }
        return value;
    }

    @SuppressWarnings("unchecked") // every list here was made here
    private static List<Object> list(Object value) throws BrokenPickle {
        if (value instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw new BrokenPickle("its pickle treats " + kind(value) + " as a list");
    }

    @SuppressWarnings("unchecked") // every map here was made here
    private static Map<Object, Object> map(Object value) throws BrokenPickle {
        if (value instanceof Map<?, ?> map) {
            return (Map<Object, Object>) map;
        }
        throw new BrokenPickle("its pickle treats " + kind(value) + " as a dictionary");
    }

    /** Keys that are no text are kept by their kind: hashing a list that holds itself would never end. */
    private static void put(Map<Object, Object> map, List<Object> pairs) throws BrokenPickle {
        if (pairs.size() % 2 != 0) {
            throw new BrokenPickle("its pickle has a key without a value");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            Object key = pairs.get(i);
            boolean plain = key instanceof String || key instanceof Long;
            map.put(plain ? key.toString() : "<" + kind(key) + " " + map.size() + ">", pairs.get(i + 1));
        }
    }

    static String kind(Object value) {
        return value.getClass().getSimpleName();
    }

    private int advance(int bytes) throws BrokenPickle {
        int at = code.position();
        if (bytes > code.remaining()) {
            throw new BrokenPickle("its pickle is cut off");
        }
        code.position(at + bytes);
        return at;
    }

    private String text(int size) throws BrokenPickle {
        if (size < 0 || size > code.remaining()) {
            throw new BrokenPickle("its pickle is cut off");
        }
        byte[] bytes = new byte[size];
        code.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (byte next = code.get(); next != '\n'; next = code.get()) {
            line.append((char) (next & 0xff));
        }
        return line.toString();
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && (text.startsWith("'") || text.startsWith("\""));
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /** A little-endian number of this many bytes; what does not fit 64 bit is no size of anything. */
    private long number(int bytes) throws BrokenPickle {
        if (bytes > Long.BYTES) {
            throw new BrokenPickle("its pickle has a number of " + bytes + " bytes");
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (code.get() & 0xffL) << (8 * i);
        }
        int unused = Long.SIZE - 8 * bytes;
        return bytes == 0 ? 0 : value << unused >> unused;
    }

    private static long number(String text) {
        return Long.parseLong(text.strip());
    }
}
