"""Builds and counts networks with torchvision and Keras, whichever is installed; prints JSON:
{library: {our builder: milliseconds}}. Run by zoo.bench.ts, with the Python of TSNB_BENCH_PYTHON."""

import json
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

TORCHVISION = {
    "alexnetOwt": "alexnet",
    "vgg16": "vgg16",
    "resnet18": "resnet18",
    "resnet50": "resnet50",
    "resnet152": "resnet152",
    "resnext50": "resnext50_32x4d",
    "densenet121": "densenet121",
    "mobilenetV2": "mobilenet_v2",
}
KERAS = {
    "vgg16": "VGG16",
    "resnet50": "ResNet50",
    "resnet152": "ResNet152",
    "densenet121": "DenseNet121",
    "inceptionV3": "InceptionV3",
    "mobilenet": "MobileNet",
    "mobilenetV2": "MobileNetV2",
}


def timed(build) -> float:
    build()
    begun = time.perf_counter()
    build()
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    found = {}
    try:
        from torchvision import models

        found["torchvision"] = {
            ours: timed(lambda: sum(p.numel() for p in getattr(models, theirs)(weights=None).parameters()))
            for ours, theirs in TORCHVISION.items()
        }
    except ImportError:
        pass
    try:
        import keras

        found["keras"] = {
            ours: timed(lambda: getattr(keras.applications, theirs)(weights=None).count_params())
            for ours, theirs in KERAS.items()
        }
    except ImportError:
        pass
    print(json.dumps(found))


main()
