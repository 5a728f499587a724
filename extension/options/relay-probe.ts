/** How a relay answers: lets us in, wants another token, or is not there (or is an earlier one that wants a token). */
export type RelayAnswer = 'ok' | 'refused' | 'unreachable'

/** Subprotocol by which a relay knows that somebody only tries its address; it then says what is wrong. */
const protocol = 'tonggao-probe'
/** Milliseconds to wait for an answer. */
const patience = 6000
/** Milliseconds for which a socket has to stay open to be good. */
const settle = 400

/** Tries the address of a relay as a report would. Never rejects. */
export async function probeRelay(address: string): Promise<RelayAnswer> {
  return await new Promise((resolve) => {
    const socket = new WebSocket(address, protocol)
    let timer = setTimeout(() => end('unreachable'), patience)
    const end = (answer: RelayAnswer): void => {
      clearTimeout(timer)
      socket.close()
      resolve(answer)
    }
    socket.addEventListener('open', () => {
      clearTimeout(timer)
      timer = setTimeout(() => end('ok'), settle)
    })
    socket.addEventListener('close', ({ code }) => end(code === 1008 ? 'refused' : 'unreachable'))
  })
}
