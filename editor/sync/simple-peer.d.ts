/** What channel.ts uses of simple-peer 9; the package carries no types. */
declare module '*/simplepeer.min.js' {
  export default class Peer {
    static readonly WEBRTC_SUPPORT: boolean
    constructor(options: unknown)
    readonly destroyed: boolean
    readonly connected: boolean
    protected _channel: RTCDataChannel | null
    protected _pc: RTCPeerConnection | null
    protected _onChannelBufferedAmountLow(): void
    on(event: string, listener: (...values: never[]) => void): this
    once(event: string, listener: (...values: never[]) => void): this
    emit(event: string, ...values: unknown[]): boolean
    push(chunk: Uint8Array | null): boolean
    send(bytes: Uint8Array | string): void
    signal(data: unknown): void
    destroy(error?: Error): void
  }
}
