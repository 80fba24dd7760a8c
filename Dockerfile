# The harness in a container: docker build -t session-conformance . && docker run --rm --env-file .env -v "$PWD:/work" session-conformance run
FROM node:22-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm pack --pack-destination /

FROM node:22-slim
ENV NODE_ENV=production PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
COPY --from=build /session-conformance-*.tgz /tmp/
RUN npm install --global --ignore-scripts --no-audit --no-fund /tmp/session-conformance-*.tgz \
  && rm -rf /tmp/session-conformance-*.tgz /root/.npm
# The team's folder: its document, its .env, and the reports. It has to be writable for the user below.
WORKDIR /work
USER node
ENTRYPOINT ["session-conformance"]
CMD ["run"]
