package org.semigda.infer.export;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.semigda.infer.export.ModelExport.Format;

/** The model card: what the model is, how good it was, how to run it, and what not to do with it. Markdown. */
final class ModelCard {

    private ModelCard() {}

    static String of(ModelDescription model, Format format) {
        ModelDescription.Input input = model.input();
        return """
                ---
                license: %s
                library_name: %s
                pipeline_tag: image-segmentation
                tags: [medical-imaging, segmentation, semi-supervised]
                ---

                # SemiGDA segmentation model

                Segments images into %d classes (%s). Trained by %s with the method of SemiGDA: a frozen autoencoder, a
                latent mapping, an image encoder and skip adapters; the prediction is the mean of both branches.

                | | |
                |---|---|
                | Weights | %s, step %d of training |
                | Network's image size | %d x %d pixels |
                | Data set (SHA-256) | %s |
                | Labelled share | %s |
                | License of the weights | %s |

                ## Scores

                %s
                Validation images chose the checkpoint, so their scores flatter it; test images did not. `hd95` is in pixels of the
                network's image size. How empty masks count and what `hd95_released` is: see the program's documentation.

                ## Input and output

                - In: %s images; resized to %d x %d (%s); values %s.
                - Out: for each pixel a probability of each class. A pixel is %s.

                ## Use

                %s
                `model.json` says the same for programs, with every setting of the training.

                ## Limits

                For research. It is not a medical device and was not tested as one. It knows images like those it was trained on:
                another scanner, protocol, organ or population can make it fail without a sign. Look at its masks before
                you trust its numbers.
                """
                .formatted(
                        model.license().equals("unspecified") ? "other" : model.license(),
                        format == Format.TORCHSCRIPT ? "torchscript" : "safetensors",
                        model.output().classes(),
                        String.join(", ", model.output().names()),
                        model.producer(),
                        model.weights().equals("averaged") ? "moving average (EMA)" : "as trained",
                        model.training().step(),
                        input.width(),
                        input.height(),
                        model.training().data().isEmpty()
                                ? "unknown"
                                : "`" + model.training().data() + "`",
                        model.training().settings().getOrDefault("data.labelled", "unknown"),
                        model.license().equals("unspecified")
                                ? "not specified: ask the owner before you share them"
                                : model.license(),
                        scores(model),
                        input.channels(),
                        input.width(),
                        input.height(),
                        input.resize(),
                        input.range(),
                        model.output().rule(),
                        format == Format.TORCHSCRIPT ? torchScript() : safetensors());
    }

    private static String scores(ModelDescription model) {
        StringBuilder table = new StringBuilder("| part | score | mean |\n|---|---|---|\n");
        rows(table, "validation", model.validation());
        Map<String, Double> test = model.test();
        if (test != null) {
            rows(table, "test", test);
        }
        return table.toString();
    }

    private static void rows(StringBuilder table, String part, Map<String, Double> scores) {
        for (String name : List.of("dice", "iou", "hd95", "hd95_released")) {
            Double value = scores.get(name);
            if (value != null) {
                table.append(String.format(Locale.ROOT, "| %s | %s | %.4f |", part, name, value))
                        .append('\n');
            }
        }
    }

    private static String torchScript() {
        return """
                Python, with `torch` alone (`images`: uint8, or float in [0, 1]; RGB, [B, 3, H, W], any size):

                ```python
                model = torch.jit.load("model.pt").eval()
                with torch.no_grad():
                    classes, probabilities = model(images)   # uint8 [B, H, W], float [B, K, H, W]
                    branches = model.values(images)          # label values of both branches, the network's size
                ```

                C++, with LibTorch alone:

                ```cpp
                torch::jit::Module model = torch::jit::load("model.pt");
                auto result = model.forward({images}).toTuple();
                at::Tensor classes = result->elements()[0].toTensor();
                at::Tensor probabilities = result->elements()[1].toTensor();
                ```

                Resizing and scaling are part of the model. It runs on a GPU after `.to("cuda")`.
                """;
    }

    private static String safetensors() {
        return """
                `model.safetensors` holds every tensor by the name the SemiGDA release gives it; `model.json` has the settings
                that the network is built from and `scale_factor`, by which latents are multiplied.
                """;
    }
}
