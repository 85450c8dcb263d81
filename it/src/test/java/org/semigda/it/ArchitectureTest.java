package org.semigda.it;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point one way, and LibTorch and Vert.x stay where they belong. */
@AnalyzeClasses(packages = "org.semigda", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule modulesDependOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("cli")
            .definedBy("org.semigda.cli..")
            .layer("orchestrator")
            .definedBy("org.semigda.orchestrator..")
            .layer("dashboard")
            .definedBy("org.semigda.dashboard..")
            .layer("gpu-worker")
            .definedBy(
                    "org.semigda.worker..",
                    "org.semigda.infer..",
                    "org.semigda.train..",
                    "org.semigda.model..",
                    "org.semigda.nn..",
                    "org.semigda.checkpoint..",
                    "org.semigda.data..",
                    "org.semigda.metrics..",
                    "org.semigda.torch..")
            .layer("conf")
            .definedBy("org.semigda.conf..")
            .layer("protocol")
            .definedBy("org.semigda.protocol..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("orchestrator")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("dashboard")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("gpu-worker")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("conf")
            .mayOnlyBeAccessedByLayers("cli", "orchestrator", "dashboard", "gpu-worker")
            .whereLayer("protocol")
            .mayOnlyBeAccessedByLayers("cli", "orchestrator", "dashboard", "gpu-worker", "conf");

    @ArchTest
    static final ArchRule insideGpuWorkerTopUsesBottom = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("worker")
            .definedBy("org.semigda.worker..")
            .layer("infer")
            .definedBy("org.semigda.infer..")
            .layer("train")
            .definedBy("org.semigda.train..")
            .layer("model")
            .definedBy("org.semigda.model..")
            .layer("nn")
            .definedBy("org.semigda.nn..")
            .layer("checkpoint")
            .definedBy("org.semigda.checkpoint..")
            .layer("data")
            .definedBy("org.semigda.data..")
            .layer("metrics")
            .definedBy("org.semigda.metrics..")
            .layer("torch")
            .definedBy("org.semigda.torch..")
            .whereLayer("worker")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("infer")
            .mayOnlyBeAccessedByLayers("worker")
            .whereLayer("train")
            .mayOnlyBeAccessedByLayers("worker", "infer")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers("worker", "infer", "train")
            .whereLayer("nn")
            .mayOnlyBeAccessedByLayers("model", "train");

    @ArchTest
    static final ArchRule insideCliNoTwoPackagesUseEachOther =
            slices().matching("org.semigda.cli.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noCommandKnowsTheEntry = noClasses()
            .that(resideInAPackage("org.semigda.cli.*.."))
            .should()
            .dependOnClassesThat(resideInAPackage("org.semigda.cli"));

    @ArchTest
    static final ArchRule libTorchStaysInGpuWorker = noClasses()
            .that(not(resideInAnyPackage(
                    "org.semigda.bench..",
                    "org.semigda.worker..",
                    "org.semigda.infer..",
                    "org.semigda.train..",
                    "org.semigda.model..",
                    "org.semigda.nn..",
                    "org.semigda.torch..")))
            .should()
            .dependOnClassesThat(resideInAPackage("org.bytedeco.."));

    @ArchTest
    static final ArchRule mathsKnowsNoVertx = noClasses()
            .that(resideInAnyPackage(
                    "org.semigda.infer..",
                    "org.semigda.train..",
                    "org.semigda.model..",
                    "org.semigda.nn..",
                    "org.semigda.checkpoint..",
                    "org.semigda.data..",
                    "org.semigda.metrics..",
                    "org.semigda.torch.."))
            .should()
            .dependOnClassesThat(resideInAPackage("io.vertx.."));

    @ArchTest
    static final ArchRule verticlesHoldNoMaths = noClasses()
            .that()
            .haveSimpleNameEndingWith("Verticle")
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.bytedeco..", "org.semigda.model..", "org.semigda.nn.."));

    @ArchTest
    static final ArchRule noStaticMutableState =
            fields().that().areStatic().and().areNotPrivate().should().beFinal();
}
