import { Module } from '@nestjs/common';
import { CarryController } from './carry.controller.js';

/** The public door for signed facts. */
@Module({ controllers: [CarryController] })
export class CarryModule {}
