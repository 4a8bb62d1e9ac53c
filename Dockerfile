# A local server in a container: docker build -t sandbar . && docker run --rm -p 8787:8787 -v sandbar-state:/state sandbar
FROM node:24-slim AS package
WORKDIR /src
COPY . .
RUN npm ci --no-audit --no-fund && npm pack --pack-destination /tmp && mv /tmp/sandbar-*.tgz /tmp/sandbar.tgz

FROM node:24-slim
COPY --from=package /tmp/sandbar.tgz /tmp/sandbar.tgz
RUN npm install --global --no-audit --no-fund /tmp/sandbar.tgz && rm /tmp/sandbar.tgz && install -d -o node /state
USER node
ENV SANDBAR_STATE=/state
VOLUME /state
EXPOSE 8787
CMD ["sandbar", "start", "--host", "0.0.0.0"]
