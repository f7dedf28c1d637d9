import 'reflect-metadata';
import { Controller, Get, Inject, Injectable, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { pathToFileURL } from 'node:url';

/*
 * The least that Nest and Prisma make of a program: one route, one SQLite database. It sends its port and then does
 * nothing; its memory is what a guardian's is compared with. `node main.js CLIENT DATABASE`
 */

/** As much of a generated client as an application without models uses. */
type Generated = {
  readonly PrismaClient: new (options: { readonly adapter: PrismaBetterSqlite3 }) => {
    $connect(): Promise<void>;
    $disconnect(): Promise<void>;
    $queryRaw(text: TemplateStringsArray): Promise<{ readonly one: bigint }[]>;
  };
};

const [client = '', database = ''] = process.argv.slice(2);
const { PrismaClient } = (await import(pathToFileURL(client).href)) as Generated;

@Injectable()
class Prisma extends PrismaClient implements OnModuleInit, OnModuleDestroy {
  constructor() {
    super({ adapter: new PrismaBetterSqlite3({ url: `file:${database}` }) });
  }

  async onModuleInit(): Promise<void> {
    await this.$connect();
  }

  async onModuleDestroy(): Promise<void> {
    await this.$disconnect();
  }
}

@Controller()
class AppController {
  constructor(@Inject(Prisma) private readonly prisma: Prisma) {}

  @Get()
  async one(): Promise<{ one: number }> {
    const [row] = await this.prisma.$queryRaw`SELECT 1 AS one`;
    return { one: Number(row?.one) };
  }
}

@Module({ controllers: [AppController], providers: [Prisma] })
class AppModule {}

const app = await NestFactory.create(AppModule);
await app.listen(0, '127.0.0.1');
const { port } = app.getHttpServer().address() as { port: number };
// Nest writes its own log to standard output, so this goes where nothing else does.
process.send?.({ port });
