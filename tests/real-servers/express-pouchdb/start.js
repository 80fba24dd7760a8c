// "Programmatic usage" of the README of express-pouchdb, in memory.
import express from 'express';
import expressPouchDB from 'express-pouchdb';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import mapreduce from 'pouchdb-mapreduce';
import replication from 'pouchdb-replication';

PouchDB.plugin(memory).plugin(mapreduce).plugin(replication);
const app = express();
app.use('/', expressPouchDB(PouchDB.defaults({ adapter: 'memory' }), { inMemoryConfig: true, logPath: 'couch.log' }));
app.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'));
