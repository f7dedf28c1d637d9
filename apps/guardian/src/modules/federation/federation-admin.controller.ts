import { Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import {
  type CardAnswer,
  type ConfigChoice,
  configChoice,
  encodeCardBundle,
  FederationSize,
  type ConfigHistoryAnswer,
  type FederationStatus,
  type NodeRequest,
  nodeRequest,
  parseCardBundle,
  type ProposalQuery,
  proposalQuery,
  type ProposalView,
  type ProposeRequest,
  proposeRequest,
  type UrlsRequest,
  urlsRequest,
  type WindDownRequest,
  windDownRequest,
  type WindingDownView,
} from '@wardkeep/protocol';
import { Access, Operator, type OperatorCaller, StepUp, ZodBody, ZodQuery } from '../../platform/http/index.js';
import { fromInput } from '../../platform/problem/index.js';
import { FoundingService } from './ceremony/founding.service.js';
import { FederationStatusService } from './federation-status.service.js';
import { WindingDownService } from '../winding-down/winding-down.service.js';
import { OwnCardService } from './own-card.service.js';
import { UrlAnnouncementService } from './url-announcement.service.js';

/** The ceremony and the federation, as operators see and steer them. */
@Controller('admin/v1')
export class FederationAdminController {
  constructor(
    private readonly own: OwnCardService,
    private readonly founding: FoundingService,
    private readonly status: FederationStatusService,
    private readonly urls: UrlAnnouncementService,
    private readonly winding: WindingDownService,
  ) {}

  /** The card as text to be sent, and the same to be shown as QR code. */
  @Get('card')
  @Access({ listener: 'admin', role: 'viewer' })
  async card(): Promise<CardAnswer> {
    const bundle = await this.own.bundle();
    const text = encodeCardBundle(bundle);
    const { name, contact } = bundle.card.body;
    const { urls } = bundle.announcement.body;
    return { name, contact, signingKey: this.own.key, urls, card: text, qr: text, isFixed: await this.own.isFixed() };
  }

  @Put('node')
  @Access({ listener: 'admin', role: 'admin' })
  async setNode(@Operator() operator: OperatorCaller, @ZodBody(nodeRequest) request: NodeRequest): Promise<CardAnswer> {
    await this.own.replace(operator, request);
    return this.card();
  }

  @Get('federation')
  @Access({ listener: 'admin', role: 'viewer' })
  show(): Promise<FederationStatus> {
    return this.status.show();
  }

  @Post('federation/wind-down')
  @HttpCode(200)
  @Access({ listener: 'admin', role: 'admin' })
  @StepUp()
  windDown(
    @Operator() operator: OperatorCaller,
    @ZodBody(windDownRequest) { name }: WindDownRequest,
  ): Promise<WindingDownView> {
    return this.winding.declare(operator, name);
  }

  @Get('federation/history')
  @Access({ listener: 'admin', role: 'viewer' })
  history(): Promise<ConfigHistoryAnswer> {
    return this.status.history();
  }

  @Get('federation/proposal')
  @Access({ listener: 'admin', role: 'viewer' })
  async listProposals(@ZodQuery(proposalQuery) query: ProposalQuery): Promise<{ proposals: ProposalView[] }> {
    return { proposals: await this.status.listProposals(query.preflight === 'true') };
  }

  @Post('federation/propose')
  @Access({ listener: 'admin', role: 'admin' })
  async propose(
    @Operator() operator: OperatorCaller,
    @ZodBody(proposeRequest) request: ProposeRequest,
  ): Promise<ProposalView> {
    const bundles = await fromInput(() => request.cards.map(parseCardBundle));
    const isIncluded = bundles.some(({ card }) => card.body.signer.key === this.own.key);
    const count = bundles.length + (isIncluded ? 0 : 1);
    const { recoverThreshold } = await fromInput(() => FederationSize.defaults(count));
    const t = request.recoverThreshold ?? recoverThreshold;
    const q = request.approvalThreshold ?? t;
    const { name, policies } = request;
    const proposal = { name, recoverThreshold: t, approvalThreshold: q, policies };
    return this.status.viewProposal(await this.founding.propose(operator, proposal, bundles));
  }

  @Post('federation/sign')
  @HttpCode(200)
  @Access({ listener: 'admin', role: 'admin' })
  async sign(@Operator() operator: OperatorCaller, @ZodBody(configChoice) choice: ConfigChoice): Promise<ProposalView> {
    return this.status.viewProposal(await this.founding.sign(operator, choice.configId));
  }

  @Post('federation/abandon')
  @HttpCode(200)
  @Access({ listener: 'admin', role: 'admin' })
  async abandon(
    @Operator() operator: OperatorCaller,
    @ZodBody(configChoice) choice: ConfigChoice,
  ): Promise<ProposalView> {
    return this.status.viewProposal(await this.founding.abandon(operator, choice.configId));
  }

  @Post('federation/urls')
  @HttpCode(200)
  @Access({ listener: 'admin', role: 'admin' })
  announce(
    @Operator() operator: OperatorCaller,
    @ZodBody(urlsRequest) request: UrlsRequest,
  ): Promise<{ urls: readonly string[] }> {
    return this.urls.change(operator, request.urls);
  }
}
