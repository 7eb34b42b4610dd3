import * as tf from '@tensorflow/tfjs';
import { testPublishedForms } from '../../support/publishedForms';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

// The default form, which is the first, is counted in test/unit.
testPublishedForms(({ variants }) => variants.slice(1));
