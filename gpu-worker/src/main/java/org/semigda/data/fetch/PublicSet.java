package org.semigda.data.fetch;

import java.net.URI;
import java.util.List;
import org.semigda.data.DataException;

/**
 * A public data set that can be fetched, or why it cannot.
 *
 * @param name as a user writes it
 * @param archives where its ZIP archives are; empty where a form or a login stands before them
 * @param terms what its use is bound to, in a line
 * @param page where it is described
 * @param byHand what to do where it cannot be fetched; otherwise empty
 */
public record PublicSet(String name, List<URI> archives, String terms, String page, String byHand) {

    public PublicSet {
        archives = List.copyOf(archives);
    }

    /** Every set there is. */
    public static List<PublicSet> known() {
        String isic = "https://isic-challenge-data.s3.amazonaws.com/2018/ISIC2018_";
        return List.of(
                set(
                        "kvasir-seg",
                        "research and education",
                        "https://datasets.simula.no/kvasir-seg/",
                        "https://datasets.simula.no/downloads/kvasir-seg.zip"),
                set(
                        "busi",
                        "cite Al-Dhabyani et al., Dataset of breast ultrasound images, 2020",
                        "https://scholar.cu.edu.eg/?q=afahmy/pages/dataset",
                        "https://scholar.cu.edu.eg/Dataset_BUSI.zip"),
                set(
                        "isic2018",
                        "CC BY-NC 4.0",
                        "https://challenge.isic-archive.com/data/#2018",
                        isic + "Task1-2_Training_Input.zip",
                        isic + "Task1_Training_GroundTruth.zip",
                        isic + "Task1-2_Test_Input.zip",
                        isic + "Task1_Test_GroundTruth.zip"),
                byHand(
                        "cvc-clinicdb",
                        "research and education only",
                        "https://polyp.grand-challenge.org/CVCClinicDB/",
                        "the page asks for a login; put Original/ and \"Ground Truth\"/ into one folder"),
                byHand(
                        "colonoscopy",
                        "those of its five sets",
                        "https://github.com/DengPingFan/PraNet",
                        "the split is on Google Drive, which asks before large files; put TrainDataset/ and TestDataset/"
                                + " into one folder"),
                byHand(
                        "bcss",
                        "CC0 1.0",
                        "https://github.com/PathologyDataScience/BCSS",
                        "the regions are on Google Drive; put rgbs_colorNormalized/ and masks/ into one folder, then run"
                                + " 'semigda data patches'"));
    }

    /**
     * The set of a name.
     *
     * @throws DataException if there is none
     */
    public static PublicSet named(String name) {
        return known().stream()
                .filter(set -> set.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new DataException("unknown data set '" + name + "'; there are "
                        + String.join(
                                ", ", known().stream().map(PublicSet::name).toList())));
    }

    private static PublicSet set(String name, String terms, String page, String... archives) {
        return new PublicSet(
                name, java.util.Arrays.stream(archives).map(URI::create).toList(), terms, page, "");
    }

    private static PublicSet byHand(String name, String terms, String page, String what) {
        return new PublicSet(name, List.of(), terms, page, what);
    }
}
