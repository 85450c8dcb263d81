package org.semigda.infer.export;

import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.ExtraFilesMap;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.semigda.torch.TorchScope;

/** Compiles a program and writes it as PyTorch does: a file for {@code torch::jit::load} and {@code torch.jit.load}. */
final class TorchScriptFile {

    private static final String NAMESPACE = "__torch__.semigda.";

    private TorchScriptFile() {}

    /**
     * Writes the file.
     *
     * @param extra texts that travel inside the file, by name ({@code _extra_files} in Python)
     */
    static void write(Path file, ScriptModule program, Map<String, String> extra) {
        try (TorchScope scope = TorchScope.open()) {
            ExtraFilesMap files = new ExtraFilesMap();
            extra.forEach((name, text) -> files.put(new BytePointer(name), new BytePointer(text)));
            JitModule module = compile(program);
            module.eval();
            module.save(file.toString(), files);
        }
    }

    /** The module; its tensors are those of the program, not copies. */
    private static JitModule compile(ScriptModule program) {
        JitModule module = new JitModule(new QualifiedName(NAMESPACE + program.type()));
        program.tensors().forEach((name, tensor) -> {
            if (name.startsWith("running_")) {
                module.register_buffer(name, tensor.detach());
            } else {
                module.register_parameter(name, tensor.detach(), false);
            }
        });
        program.children().forEach((name, child) -> module.register_module(name, compile(child)));
        module.define(program.source());
        return module;
    }
}
