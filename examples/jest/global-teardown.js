export default () => globalThis.sandbar.close();
