// npm run setup:tensorflow: native TensorFlow for the kernel, installed for this user:
//   npm run setup:tensorflow              for the processor
//   npm run setup:tensorflow -- cuda      for NVIDIA's GPUs
//   npm run setup:tensorflow -- --remove
// `--tests` installs it where the tests look for it, as npm run test:tensorflow does.
import path from 'node:path';
import { artifacts, root, run } from './commands.mjs';
import { ensureBuild, ensureModules } from './ensure.mjs';

const args = process.argv.slice(2);
const verb = args.includes('--remove') ? 'uninstall' : 'install';
const [backend = 'tensorflow'] = args.filter((argument) => !argument.startsWith('--'));
if (args.includes('--tests')) {
  process.env.TSNB_BACKENDS = path.join(artifacts, 'backends');
}

process.chdir(root);
await ensureModules();
await ensureBuild(['kernel', 'cli']);
process.exit(await run(process.execPath, ['dist/cli/tsnb.js', verb, backend]));
