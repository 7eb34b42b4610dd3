// npm run setup:tensorflow: native TensorFlow for the kernel, installed for this user:
//   npm run setup:tensorflow              for the processor
//   npm run setup:tensorflow -- cuda      for NVIDIA's GPUs
//   npm run setup:tensorflow -- --remove
import { root, run } from './commands.mjs';
import { ensureBuild, ensureModules } from './ensure.mjs';

const args = process.argv.slice(2);
const verb = args.includes('--remove') ? 'uninstall' : 'install';
const [backend = 'tensorflow'] = args.filter((argument) => argument !== '--remove');

process.chdir(root);
await ensureModules();
await ensureBuild(['kernel', 'cli']);
process.exit(await run(process.execPath, ['dist/cli/tsnb.js', verb, backend]));
