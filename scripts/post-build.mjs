// What is done to the built client before it replaces the last one, in this order: compression comes last. Trunk runs the hooks
// of a stage side by side, so this is one hook.

await import('./locales.mjs');
await import('./editor.mjs');
await import('./parts.mjs');
await import('./worker.mjs');
await import('./precompress.mjs');
