import 'reflect-metadata';
import { Controller, Get, type INestApplication } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { Access } from './access.js';
import { Authentication } from './authentication.js';
import { assertRoutesGuarded } from './routes.js';

@Controller('v1')
class Forgotten {
  @Get('forgotten')
  get(): void {}
}

@Controller('peer/v1')
class Peers {
  @Get('x')
  @Access({ listener: 'public', who: 'peer', by: 'header' })
  get(): void {}
}

@Controller('v1')
class Misplaced {
  @Get('x')
  @Access({ listener: 'public', who: 'peer' })
  get(): void {}
}

async function appWith(controller: new () => object): Promise<INestApplication> {
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule],
    controllers: [controller],
    providers: [Authentication],
  }).compile();
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest takes options as a plain object
  return module.createNestApplication({ logger: false });
}

describe('assertRoutesGuarded', () => {
  it.each([
    ['has no access rule', Forgotten, 'GET /v1/forgotten'],
    ['has no authenticator', Peers, 'GET /peer/v1/x'],
    ['is for peers and lies elsewhere', Misplaced, 'GET /v1/x'],
  ])('throws ROUTES_UNSAFE when a route %s', async (_, controller, route) => {
    const app = await appWith(controller);
    expect(() => assertRoutesGuarded(app)).toThrow(
      expect.objectContaining({ code: 'ROUTES_UNSAFE', message: expect.stringContaining(route) }),
    );
  });

  it('passes a route whose authenticator is there', async () => {
    const app = await appWith(Peers);
    app.get(Authentication).register('peer', async () => 1);
    expect(() => assertRoutesGuarded(app)).not.toThrow();
  });
});
