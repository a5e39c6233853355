// A node of Gatepost in front of the farm.

import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { facts, ready, stop, TARGET } from './farm.ts';
import { configuration } from './gatepost-config.mjs';

/** One node, which can be stopped and started again at the same address with the same keys. */
export class Node {
  readonly url: string;
  #process: ChildProcess | undefined;

  private constructor(
    readonly name: string,
    private readonly dir: string,
    port: number,
    keys: string[],
  ) {
    this.url = `http://127.0.0.1:${port}`;
    writeFileSync(this.#file('toml'), configuration(facts(dir), { listen: `127.0.0.1:${port}`, keys }), { mode: 0o600 });
  }

  /** Starts a node; nodes with the same keys open each other's sessions. */
  static async start(dir: string, name: string, keys: string[]): Promise<Node> {
    const node = new Node(name, dir, await freePort(), keys);
    await node.start();
    return node;
  }

  async start(): Promise<void> {
    const log = openSync(this.#file('log'), 'a');
    this.#process = spawn(join(TARGET, 'gatepost'), ['serve', '--config', this.#file('toml')], { stdio: ['ignore', log, log] });
    await ready(this.#process, 'Gatepost', () => this.#answers()).catch(async (error) => {
      await this.stop();
      throw new Error(`${error.message}; it said:\n${readFileSync(this.#file('log'), 'utf8')}`);
    });
  }

  async stop(): Promise<void> {
    if (this.#process) await stop(this.#process);
  }

  async #answers(): Promise<boolean> {
    return fetch(`${this.url}/readyz`).then((response) => response.ok, () => false);
  }

  #file(extension: string): string {
    return join(this.dir, `${this.name}.${extension}`);
  }
}

/** A port of loopback that nothing listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
