import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Which room may import which (src/README.md, "Rooms"). What is not listed here is a lint error. */
const rooms = {
  protocol: [],
  notebook: ['protocol'],
  blueprint: ['protocol'],
  zoo: ['protocol'],
  graph: ['protocol'],
  pictures: ['protocol', 'graph'],
  learn: ['protocol', 'blueprint', 'zoo', 'graph', 'pictures'],
  kernel: ['protocol', 'blueprint', 'zoo', 'graph', 'pictures', 'learn'],
  language: ['protocol'],
  renderers: ['protocol', 'pictures'],
  extension: ['protocol', 'notebook', 'kernel'],
  cli: ['protocol', 'notebook', 'kernel'],
};

const pureRooms = ['protocol', 'notebook', 'blueprint', 'zoo', 'graph', 'pictures', 'learn'];

const boundaries = Object.entries(rooms).map(([room, allowed]) => {
  const foreign = Object.keys(rooms).filter((other) => other !== room && !allowed.includes(other));
  const patterns = [
    {
      regex: `^(\\.\\./)+(${foreign.join('|')})(/|$)`,
      message: `src/${room} may import only: ${allowed.join(', ') || 'nothing'} (src/README.md, "Rooms").`,
    },
  ];
  if (room !== 'extension') {
    patterns.push({ regex: '^vscode$', message: 'Only src/extension imports vscode.' });
  }
  if (room === 'extension' || room === 'cli') {
    patterns.push({
      regex: '^(\\.\\./)+kernel/(?!client/)',
      message: `src/${room} talks to the kernel through src/kernel/client only.`,
    });
  }
  if (room === 'pictures') {
    patterns.push({
      regex: '^(\\.\\./)+graph/(?!(structure|diff)/)',
      message:
        'src/pictures uses of src/graph what works on payloads: graph/structure, graph/diff.',
    });
  }
  if (room === 'protocol') {
    patterns.push({ regex: '^[^.]', message: 'src/protocol imports nothing.' });
  }
  if (pureRooms.includes(room)) {
    patterns.push({
      regex: '^node:',
      message: `src/${room} is plain TypeScript: no Node modules.`,
    });
  }
  return {
    files: [`src/${room}/**/*.ts`],
    rules: {
      'no-restricted-imports': ['error', { patterns }],
    },
  };
});

const tensorflowByValue = {
  files: ['src/**/*.ts'],
  ignores: ['src/kernel/backends/**'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: '^@tensorflow/',
            allowTypeImports: true,
            message:
              'Only src/kernel/backends imports a tf package by value; take tf as an argument.',
          },
        ],
      },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      ...['dist/', '.artifacts/', 'node_modules/', 'test/fixtures/', 'test/setup/*/'],
      // AssemblyScript, whose compiler is its judge.
      'src/kernel/backends/wasm/simd/*.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  ...boundaries,
  tensorflowByValue,
  {
    files: ['src/cli/**/*.ts', 'test/bench/**/*.ts', 'test/{parity,conformance,pretrain}/run.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        Buffer: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        performance: 'readonly',
      },
    },
  },
);
