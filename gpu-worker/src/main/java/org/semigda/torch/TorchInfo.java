package org.semigda.torch;

import java.util.List;

/**
 * What was loaded.
 *
 * @param version of LibTorch
 * @param cachePath folder of the native libraries that this process uses
 * @param threads of one native operation
 * @param cuda whether a CUDA device can be used
 * @param devices names as {@link Device#parse} reads them, CPU first
 */
public record TorchInfo(String version, String cachePath, int threads, boolean cuda, List<String> devices) {

    public TorchInfo {
        devices = List.copyOf(devices);
    }
}
