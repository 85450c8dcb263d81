package org.semigda.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.semigda.checkpoint.TensorData;
import org.semigda.torch.Device;
import org.semigda.torch.NativeLimits;
import org.semigda.torch.TorchNatives;

class AutoencoderNamesTest {

    @ParameterizedTest
    @CsvSource({
        "first_stage_model.encoder.conv_in.weight, encoder.conv_in.weight",
        "vae_model.decoder.up.3.block.0.conv1.weight, decoder.up.3.block.0.conv1.weight",
        "encoder.down_blocks.2.resnets.1.norm2.bias, encoder.down.2.block.1.norm2.bias",
        "encoder.down_blocks.1.resnets.0.conv_shortcut.weight, encoder.down.1.block.0.nin_shortcut.weight",
        "encoder.down_blocks.0.downsamplers.0.conv.bias, encoder.down.0.downsample.conv.bias",
        "encoder.mid_block.resnets.0.conv1.weight, encoder.mid.block_1.conv1.weight",
        "decoder.mid_block.resnets.1.conv2.bias, decoder.mid.block_2.conv2.bias",
        "decoder.mid_block.attentions.0.group_norm.weight, decoder.mid.attn_1.norm.weight",
        "decoder.mid_block.attentions.0.to_q.weight, decoder.mid.attn_1.q.weight",
        "decoder.mid_block.attentions.0.key.bias, decoder.mid.attn_1.k.bias",
        "encoder.mid_block.attentions.0.to_out.0.bias, encoder.mid.attn_1.proj_out.bias",
        "encoder.mid_block.attentions.0.proj_attn.weight, encoder.mid.attn_1.proj_out.weight",
        "decoder.up_blocks.0.resnets.2.conv1.weight, decoder.up.3.block.2.conv1.weight",
        "decoder.up_blocks.2.upsamplers.0.conv.weight, decoder.up.1.upsample.conv.weight",
        "decoder.conv_norm_out.bias, decoder.norm_out.bias",
        "quant_conv.weight, quant_conv.weight"
    })
    void names_of_every_layout_become_compvis_names(String given, String expected) {
        assertThat(AutoencoderNames.toCompVis(given)).isEqualTo(expected);
    }

    @Test
    void every_name_of_the_network_goes_to_diffusers_and_back() {
        TorchNatives.load(NativeLimits.defaults().withThreads(1));
        Map<String, TensorData> compVis = new LinkedHashMap<>();
        try (AutoencoderKl kl = new AutoencoderKl(ModelConfig.of(32, 1, 1, 2, 2), Device.CPU, 0)) {
            compVis.putAll(StateLoader.save(kl.parameters().state()));
        }

        Map<String, TensorData> diffusers = AutoencoderNames.toDiffusers(compVis);

        assertThat(diffusers.keySet())
                .contains(
                        "encoder.mid_block.attentions.0.to_out.0.weight", "decoder.up_blocks.3.resnets.0.conv1.weight")
                .noneMatch(name -> name.matches(".*(\\.down\\.|\\.up\\.|\\.mid\\.|nin_shortcut|\\.block\\.).*"));
        assertThat(diffusers.get("decoder.mid_block.attentions.0.to_q.weight")).hasToString("F32[64, 64]");
        assertThat(AutoencoderNames.toCompVis(diffusers)).isEqualTo(compVis);
    }

    @Test
    void attention_matrices_become_1x1_convolutions() {
        TensorData matrix = TensorData.of(new float[] {1, 2, 3, 4}, 2, 2);
        Map<String, TensorData> renamed =
                AutoencoderNames.toCompVis(Map.of("decoder.mid_block.attentions.0.to_v.weight", matrix));
        assertThat(renamed)
                .containsExactly(
                        Map.entry("decoder.mid.attn_1.v.weight", TensorData.of(new float[] {1, 2, 3, 4}, 2, 2, 1, 1)));
    }
}
