"""Records the outputs of Keras' networks for the weights and images of values.py.

    pip install tensorflow-cpu    # Keras 3
    python test/parity/keras_outputs.py [name ...]

A weight is called by its layer and its own name, e.g. `block1_conv1/kernel`. The layers of
Inception-v3 have no names of their own: they are counted, `conv2d_3/kernel`.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import tensorflow

from values import noise, record, weight

# name: builder, input size
NETWORKS = {
    "vgg16": (keras.applications.VGG16, 224),
    "vgg19": (keras.applications.VGG19, 224),
    "resnet50": (keras.applications.ResNet50, 224),
    "resnet50v2": (keras.applications.ResNet50V2, 224),
    "densenet121": (keras.applications.DenseNet121, 224),
    "inception_v3": (keras.applications.InceptionV3, 299),
    "mobilenet": (keras.applications.MobileNet, 224),
    "mobilenet_v2": (keras.applications.MobileNetV2, 224),
}

KINDS = {
    "kernel": "kernel",
    "depthwise_kernel": "kernel",
    "gamma": "gamma",
    "moving_variance": "variance",
    "moving_mean": "mean",
}


def fan_in(layer, shape) -> int:
    size = 1
    for length in shape[:2] if isinstance(layer, keras.layers.DepthwiseConv2D) else shape[:-1]:
        size *= length
    return size


def fill(model) -> None:
    for layer in model.layers:
        layer.set_weights(
            [
                weight(
                    f"{layer.name}/{variable.name}",
                    KINDS.get(variable.name, "bias"),
                    variable.shape,
                    fan_in(layer, variable.shape),
                )
                for variable in layer.weights
            ]
        )


def main() -> None:
    source = f"Keras {keras.__version__}, TensorFlow {tensorflow.__version__}"
    for name in sys.argv[1:] or NETWORKS:
        build, size = NETWORKS[name]
        keras.backend.clear_session()  # auto names count from the beginning
        model = build(weights=None, classifier_activation=None)
        fill(model)
        image = noise("image", 3 * size * size).reshape(1, size, size, 3).astype("float32")
        logits = model.predict(image, verbose=0)
        record(f"keras_{name}", source, (size, size, 3), [logits[0]])
        print(name, f"{logits.min():.4g} to {logits.max():.4g}", flush=True)


main()
