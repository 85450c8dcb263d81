package org.semigda.conf;

import static org.semigda.conf.Setting.choice;
import static org.semigda.conf.Setting.flag;
import static org.semigda.conf.Setting.integer;
import static org.semigda.conf.Setting.number;
import static org.semigda.conf.Setting.text;

import java.util.List;

/**
 * Every setting there is. Defaults are the paper's where the paper says, and the release's where only the release
 * does; what is ours says so. docs/settings.md is generated from this list.
 */
public final class Keys {

    /** What is trained: the paper's method, or the same network on the labelled images alone. */
    public enum Method {
        SEMIGDA,
        SUPERVISED
    }

    /** Which autoencoder holds the latent space. */
    public enum Vae {
        KL,
        TAESD
    }

    /** How masks map to the VAE's range: over K (paper) or K-1 (release). */
    public enum Acr {
        PAPER,
        FULL
    }

    /** Optimizers of a stage: the release's (SGD, with AdamW for M in stage 1) or AdamW for everything (ours). */
    public enum Optimizer {
        RELEASE,
        ADAMW
    }

    /** Learning rate over a stage: the release's power of 0.9, or a half cosine (ours). */
    public enum Schedule {
        POLY,
        COSINE
    }

    /** Targets of the unlabelled segmentation term: the other branch's map (paper) or its hardened part (release). */
    public enum PseudoLabels {
        SOFT,
        HARD
    }

    /** Arithmetic of the forward and backward pass; weights stay in fp32. */
    public enum Precision {
        FP32,
        BF16
    }

    /** How images are divided into parts: by shares of our own, or as the paper does for its four tasks. */
    public enum Protocol {
        NONE,
        BUSI,
        COLONOSCOPY,
        ISIC2018,
        BCSS
    }

    /** What an image that cannot be read while training does to a run. */
    public enum OnBadImage {
        STOP,
        SKIP
    }

    /** BatchNorm where several devices share a batch. */
    public enum BatchNorm {
        SYNC,
        BROADCAST,
        LOCAL
    }

    private static final String SHARE = "a share such as 10% or a count such as 55";

    public static final Setting<Method> METHOD = choice(
            "method",
            Method.SEMIGDA,
            "semigda: the paper's method. supervised: the same network trained on the labelled images alone.");
    public static final Setting<Integer> SEED =
            integer("seed", 1, 0, Integer.MAX_VALUE, "", "Every random choice of a run derives from this number.");
    public static final Setting<String> DEVICES = text(
            "devices",
            "cpu",
            "a list such as cpu or cuda:0,cuda:1, or how many, such as 2",
            "Devices to train on, all at once; cuda is any CUDA device, a number takes so many of one kind, CUDA"
                    + " first.",
            t -> t.matches("(cpu|cuda(:\\d{1,3})?)(,(cpu|cuda(:\\d{1,3})?)){0,63}|[1-9]|[1-5]\\d|6[0-4]"));
    public static final Setting<Integer> ELASTIC_MIN = integer(
            "elastic.min", 1, 1, 64, "", "Devices the run is content with once it has waited for elastic.wait.");
    public static final Setting<Integer> ELASTIC_WAIT =
            integer("elastic.wait", 20, 0, 604_800, "seconds", "How long the run waits for all of its devices.");
    public static final Setting<Integer> ELASTIC_HANG = integer(
            "elastic.hang",
            900,
            0,
            604_800,
            "seconds",
            "A worker that gets nothing done for so long is given up; 0 never does.");
    public static final Setting<Integer> THREADS =
            integer("threads", 0, 0, 512, "", "Threads LibTorch computes with on a CPU; 0 takes one per core.");
    public static final Setting<Precision> PRECISION =
            choice("precision", Precision.FP32, "Arithmetic of the forward and backward pass; weights stay in fp32.");

    public static final Setting<Boolean> CUDA_TF32 = flag(
            "cuda.tf32",
            true,
            "On CUDA, products of fp32 numbers in TensorFloat-32 (10 bits of mantissa), as PyTorch's convolutions do.");
    public static final Setting<Double> CUDA_MEMORY =
            number("cuda.memory", 1, 0.05, 1, "share", "Share of a CUDA device's memory that a run may take, at most.");

    public static final Setting<Boolean> DECODER_CHECKPOINT = flag(
            "decoder.checkpoint",
            false,
            "Decode a second time in stage 2's backward pass instead of keeping intermediate results: less memory, more time"
                    + " (ours).");

    public static final Setting<Integer> IMAGE_SIZE = new Setting<>(
            "image.size",
            Setting.Kind.INTEGER,
            224,
            "pixels",
            "a multiple of 8 from 32 to 1024",
            List.of(),
            "Height and width images are trained and scored at.",
            Integer::valueOf,
            v -> v >= 32 && v <= 1024 && v % 8 == 0);

    public static final Setting<Vae> VAE_KIND = choice(
            "vae.kind", Vae.KL, "kl: Stable Diffusion's autoencoder layout. taesd: the tiny pretrained autoencoder.");
    public static final Setting<Integer> VAE_CH = new Setting<>(
            "vae.ch",
            Setting.Kind.INTEGER,
            128,
            "channels",
            "a multiple of 32 from 32 to 256",
            List.of(),
            "Base width of the autoencoder, the image encoder and the adapters.",
            Integer::valueOf,
            v -> v >= 32 && v <= 256 && v % 32 == 0);
    public static final Setting<String> VAE_MULTIPLIERS = text(
            "vae.multipliers",
            "1,2,4,4",
            "four whole numbers such as 1,2,4,4",
            "Width of each of the four levels, as a multiple of vae.ch.",
            t -> t.matches("[1-8](,[1-8]){3}"));
    public static final Setting<String> VAE_WEIGHTS = text(
            "vae.weights",
            "",
            "a file or folder",
            "Pretrained autoencoder weights. Empty: stage 0 trains the autoencoder on the images at hand.",
            t -> true);

    public static final Setting<Integer> MODEL_CLASSES =
            integer("model.classes", 2, 2, 32, "", "Classes, background included.");
    public static final Setting<Acr> MODEL_ACR =
            choice("model.acr", Acr.PAPER, "Masks to the autoencoder's range: 2G/K-1 (paper) or 2G/(K-1)-1 (full).");
    public static final Setting<Integer> MODEL_MAPPING_CH = new Setting<>(
            "model.mapping_ch",
            Setting.Kind.INTEGER,
            32,
            "channels",
            "a multiple of 16 from 16 to 256",
            List.of(),
            "Base width of the latent mapping model.",
            Integer::valueOf,
            v -> v >= 16 && v <= 256 && v % 16 == 0);
    public static final Setting<Double> MODEL_DROPOUT =
            number("model.dropout", 0.1, 0, 0.9, "", "Dropout before the image encoder's last convolution.");

    public static final Setting<Boolean> ADAPTERS_IMAGE =
            flag("adapters.image", true, "Skip adapters of the image branch (table 4).");
    public static final Setting<Boolean> ADAPTERS_MASK =
            flag("adapters.mask", true, "Skip adapters of the mask branch (table 4).");
    public static final Setting<Boolean> ALIGNMENT =
            flag("alignment", true, "Distribution alignment: stage 1 and the prior terms of stage 2 (table 3).");

    public static final Setting<String> DATA_LABELLED = text(
            "data.labelled",
            "10%",
            SHARE,
            "How much of the training part is used with its masks; the rest is used without.",
            Keys::isShare);
    public static final Setting<Protocol> DATA_PROTOCOL = choice(
            "data.protocol",
            Protocol.NONE,
            "Parts as in the paper's task; none: by data.validation and data.test. Parts that a folder names stay.");
    public static final Setting<String> DATA_SPLIT = text(
            "data.split",
            "",
            "a file",
            "A list of NAME,PART lines or a run's split.json, relative to the data; empty: parts are drawn by the"
                    + " seed.",
            t -> true);
    public static final Setting<String> DATA_GROUPS = text(
            "data.groups",
            "",
            "none or a file",
            "A list of NAME,GROUP lines; a group is never divided between parts. Empty: as names tell (BCSS). none: no"
                    + " groups.",
            t -> true);
    public static final Setting<String> DATA_UNLABELLED = text(
            "data.unlabelled", "", "a folder", "Further images to train on without masks; empty: none.", t -> true);
    public static final Setting<Boolean> DATA_NORMAL =
            flag("data.normal", false, "Use BUSI's normal images too; their masks are empty.");
    public static final Setting<OnBadImage> DATA_BAD_IMAGE = choice(
            "data.bad_image",
            OnBadImage.STOP,
            "An image that can no longer be read while training: stop the run, or skip it for another one and say so.");
    public static final Setting<Double> DATA_VALIDATION =
            number("data.validation", 0.1, 0.01, 0.5, "share", "Share of the images that selects the best model.");
    public static final Setting<Double> DATA_TEST =
            number("data.test", 0.2, 0.01, 0.5, "share", "Share of the images kept for the final score alone.");
    public static final Setting<Boolean> DATA_AUGMENT =
            flag("data.augment", true, "Random flips, turns, shifts, scales and colours while training.");
    public static final Setting<Integer> DATA_CACHE =
            integer("data.cache", 1024, 0, 1 << 20, "MiB", "Decoded images kept in memory, at most.");

    public static final Setting<Integer> BATCH_LABELLED =
            integer("batch.labelled", 2, 1, 256, "images", "Labelled images in a step.");
    public static final Setting<Integer> BATCH_UNLABELLED =
            integer("batch.unlabelled", 2, 1, 256, "images", "Unlabelled images in a step.");

    public static final Setting<BatchNorm> BATCHNORM = choice(
            "batchnorm",
            BatchNorm.SYNC,
            "With several devices: sync takes the whole batch's statistics; broadcast and local each device's own,"
                    + " running ones are rank 0's (broadcast: on all devices).");
    public static final Setting<Integer> SYNC_CHECK_EVERY = integer(
            "sync.check_every", 100, 1, 1_000_000, "steps", "Steps between comparisons of the devices' weights.");
    public static final Setting<Integer> SYNC_TIMEOUT = integer(
            "sync.timeout",
            60,
            1,
            86_400,
            "s",
            "How long a device waits in a step for a silent one before it is lost.");

    public static final Setting<Integer> STAGE0_STEPS = integer(
            "stage0.steps", 2000, 0, 10_000_000, "steps", "Training of the autoencoder when no weights are given.");
    public static final Setting<Integer> STAGE0_BATCH =
            integer("stage0.batch", 8, 2, 256, "images", "Images of an autoencoder step; half are masks.");
    public static final Setting<Double> STAGE0_LR =
            number("stage0.lr", 1e-3, 1e-8, 1, "", "Learning rate of the autoencoder (AdamW).");
    public static final Setting<Double> STAGE0_KL =
            number("stage0.kl", 1e-6, 0, 1, "", "Weight of the autoencoder's KL term.");

    public static final Setting<Integer> STAGE1_EPOCHS = integer(
            "stage1.epochs", 200, 0, 100_000, "epochs", "Length of stage 1; one pass over the unlabelled part each.");
    public static final Setting<Integer> STAGE1_STEPS = integer(
            "stage1.steps", 0, 0, 10_000_000, "steps", "Length of stage 1 in steps; above 0 it wins over epochs.");
    public static final Setting<Optimizer> STAGE1_OPTIMIZER =
            choice("stage1.optimizer", Optimizer.RELEASE, "release: AdamW for M, SGD for E. adamw: AdamW for both.");
    public static final Setting<Double> STAGE1_LR_MAPPING =
            number("stage1.lr.mapping", 2e-3, 1e-8, 1, "", "Learning rate of the latent mapping model in stage 1.");
    public static final Setting<Double> STAGE1_LR_ENCODER =
            number("stage1.lr.encoder", 1e-2, 1e-8, 1, "", "Learning rate of the image encoder in stage 1.");

    public static final Setting<Integer> STAGE2_EPOCHS = integer(
            "stage2.epochs", 350, 0, 100_000, "epochs", "Length of stage 2; one pass over the unlabelled part each.");
    public static final Setting<Integer> STAGE2_STEPS = integer(
            "stage2.steps", 0, 0, 10_000_000, "steps", "Length of stage 2 in steps; above 0 it wins over epochs.");
    public static final Setting<Optimizer> STAGE2_OPTIMIZER =
            choice("stage2.optimizer", Optimizer.RELEASE, "release: SGD for everything. adamw: AdamW for everything.");
    public static final Setting<Double> STAGE2_LR = number("stage2.lr", 1e-2, 1e-8, 1, "", "Learning rate of stage 2.");
    public static final Setting<Integer> STAGE2_RESTARTS =
            integer("stage2.restarts", 3, 1, 100, "", "Parts of stage 2 that each start the schedule anew.");
    public static final Setting<Integer> STAGE2_WARMUP = integer(
            "stage2.warmup", 0, 0, 100_000, "steps", "Steps of a linear rise of the learning rate, once (ours).");

    public static final Setting<Schedule> SCHEDULE =
            choice("optimizer.schedule", Schedule.POLY, "poly: (1-t/t_max)^0.9. cosine: half a cosine (ours).");
    public static final Setting<Double> MOMENTUM = number("optimizer.momentum", 0.9, 0, 0.999, "", "Momentum of SGD.");
    public static final Setting<Double> WEIGHT_DECAY_SGD =
            number("optimizer.weight_decay.sgd", 1e-4, 0, 1, "", "Weight decay of SGD.");
    public static final Setting<Double> WEIGHT_DECAY_ADAMW =
            number("optimizer.weight_decay.adamw", 0.01, 0, 1, "", "Weight decay of AdamW.");
    public static final Setting<Double> GRADIENT_CLIP = number(
            "optimizer.clip",
            0,
            0,
            1e6,
            "",
            "Largest norm of all gradients together; 0 leaves them as they are (ours).");

    public static final Setting<Boolean> LOSS_SUP_P = flag("loss.sup_p", true, "Labelled prior term (eq. 5).");
    public static final Setting<Boolean> LOSS_UNSUP_P = flag("loss.unsup_p", true, "Unlabelled prior term (eq. 6).");
    public static final Setting<Boolean> LOSS_SUP_S = flag("loss.sup_s", true, "Labelled segmentation term (eq. 9).");
    public static final Setting<Boolean> LOSS_UNSUP_S =
            flag("loss.unsup_s", true, "Unlabelled segmentation term (eq. 10).");
    public static final Setting<Double> LAMBDA_BETA =
            number("lambda.beta", 0.1, 0, 10, "", "Final weight of the unlabelled terms (eq. 14).");
    public static final Setting<PseudoLabels> PSEUDO_LABELS = choice(
            "pseudo_labels",
            PseudoLabels.SOFT,
            "soft: the other branch's map (paper). hard: its largest confident part (release).");
    public static final Setting<Double> NOISE_PROBABILITY = number(
            "noise.probability",
            0.5,
            0,
            1,
            "",
            "How often stage 2 adds the posterior's noise to the latent (release).");

    public static final Setting<Double> EMA_DECAY =
            number("ema.decay", 0.999, 0, 0.999999, "", "Decay of the averaged weights kept beside the trained ones.");
    public static final Setting<Integer> VALIDATE_EVERY = integer(
            "validate.every",
            1,
            1,
            100_000,
            "epochs",
            "Epochs of stage 2 between validations; the end always has one.");
    public static final Setting<Integer> CHECKPOINT_EVERY =
            integer("checkpoint.every", 200, 1, 1_000_000, "steps", "Steps between checkpoints.");
    public static final Setting<Integer> CHECKPOINT_KEEP = integer(
            "checkpoint.keep",
            2,
            0,
            1000,
            "checkpoints",
            "Newest ones kept as step-N beside last, best and best-ema; the very newest shares its files with last.");
    public static final Setting<Integer> CHECKPOINT_KEEP_EVERY = integer(
            "checkpoint.keep_every",
            0,
            0,
            100_000_000,
            "steps",
            "Checkpoints at multiples of this are kept for good as step-N; 0 keeps none.");
    public static final Setting<Integer> SAMPLES_COUNT =
            integer("samples.count", 4, 0, 64, "images", "Validation images drawn at every validation.");

    /** Every setting, in the order they are shown. */
    public static final List<Setting<?>> ALL = List.of(
            METHOD,
            SEED,
            DEVICES,
            ELASTIC_MIN,
            ELASTIC_WAIT,
            ELASTIC_HANG,
            THREADS,
            PRECISION,
            CUDA_TF32,
            CUDA_MEMORY,
            DECODER_CHECKPOINT,
            IMAGE_SIZE,
            DATA_LABELLED,
            DATA_PROTOCOL,
            DATA_SPLIT,
            DATA_GROUPS,
            DATA_UNLABELLED,
            DATA_NORMAL,
            DATA_BAD_IMAGE,
            DATA_VALIDATION,
            DATA_TEST,
            DATA_AUGMENT,
            DATA_CACHE,
            BATCH_LABELLED,
            BATCH_UNLABELLED,
            BATCHNORM,
            SYNC_CHECK_EVERY,
            SYNC_TIMEOUT,
            VAE_KIND,
            VAE_CH,
            VAE_MULTIPLIERS,
            VAE_WEIGHTS,
            MODEL_CLASSES,
            MODEL_ACR,
            MODEL_MAPPING_CH,
            MODEL_DROPOUT,
            ADAPTERS_IMAGE,
            ADAPTERS_MASK,
            ALIGNMENT,
            STAGE0_STEPS,
            STAGE0_BATCH,
            STAGE0_LR,
            STAGE0_KL,
            STAGE1_EPOCHS,
            STAGE1_STEPS,
            STAGE1_OPTIMIZER,
            STAGE1_LR_MAPPING,
            STAGE1_LR_ENCODER,
            STAGE2_EPOCHS,
            STAGE2_STEPS,
            STAGE2_OPTIMIZER,
            STAGE2_LR,
            STAGE2_RESTARTS,
            STAGE2_WARMUP,
            SCHEDULE,
            MOMENTUM,
            WEIGHT_DECAY_SGD,
            WEIGHT_DECAY_ADAMW,
            GRADIENT_CLIP,
            LOSS_SUP_P,
            LOSS_UNSUP_P,
            LOSS_SUP_S,
            LOSS_UNSUP_S,
            LAMBDA_BETA,
            PSEUDO_LABELS,
            NOISE_PROBABILITY,
            EMA_DECAY,
            VALIDATE_EVERY,
            CHECKPOINT_EVERY,
            CHECKPOINT_KEEP,
            CHECKPOINT_KEEP_EVERY,
            SAMPLES_COUNT);

    /** The word of {@link #DATA_GROUPS} that names no file. */
    public static final String NO_GROUPS = "none";

    /** Those that name a file beside the images, relative to their folder. */
    public static final List<Setting<String>> FILES_BY_DATA = List.of(DATA_SPLIT, DATA_GROUPS);

    /** Those that name a file or folder by its whole path. */
    public static final List<Setting<String>> FILES = List.of(VAE_WEIGHTS, DATA_UNLABELLED);

    private Keys() {}

    private static boolean isShare(String text) {
        if (text.endsWith("%")) {
            try {
                double percent = Double.parseDouble(text.substring(0, text.length() - 1));
                return percent > 0 && percent <= 100;
            } catch (NumberFormatException e) {
                return false;
            }
        }
        return text.matches("[1-9]\\d{0,8}");
    }
}
