export { createTransfer, type Pretrained, type Transfer } from './pretrained';
